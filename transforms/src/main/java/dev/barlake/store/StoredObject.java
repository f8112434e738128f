package dev.barlake.store;

/**
 * An object as it was at one moment.
 *
 * @param bytes the whole content; not to be written to
 * @param version names this content: what {@link ObjectStore#writeIf} expects
 */
@SuppressWarnings("ArrayRecordComponent") // carried from a store to its reader, never compared
public record StoredObject(byte[] bytes, String version) {}
