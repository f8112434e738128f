package dev.barlake.marketapi;

/**
 * A bar of a page that has a time, but lacks a price or the volume, or has one that is no finite
 * number. The rest of its page stands.
 *
 * @param windowStart epoch ms
 * @param text the bar's own JSON, at most 200 characters of it
 */
public record MalformedBar(long windowStart, String text) {}
