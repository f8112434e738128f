package dev.barlake.lake;

import dev.barlake.store.StoredObject;
import java.util.Optional;

/**
 * A change of one file, carried out.
 *
 * @param first the file before the first attempt; an attempt may have been carried out without an
 *     answer, so a later one may find its own work
 * @param last what the last attempt made of the file that it found
 * @param attempts how often the file was read
 * @param put whether any attempt wrote
 * @param version the file's version afterwards; empty if there is no file
 */
record Update<T>(
    Optional<StoredObject> first, T last, int attempts, boolean put, Optional<String> version) {

  /**
   * What an attempt wants.
   *
   * @param bytes to be put in the place of what was found; empty: leave it
   * @param value for the caller
   */
  record Next<T>(Optional<byte[]> bytes, T value) {}
}
