package dev.barlake.store;

/**
 * The end of an object.
 *
 * @param bytes the last bytes; all of them if the object is shorter than what was asked for
 * @param length the length of the whole object in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // carried from a store to its reader, never compared
public record ObjectTail(byte[] bytes, long length) {}
