package dev.barlake.market;

/** A date's file, ready to be stored, and what it came from. */
@SuppressWarnings("ArrayRecordComponent") // carried to the lake, never compared
record DateFile(byte[] bytes, SourceRecord source) {}
