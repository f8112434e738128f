package dev.barlake.store;

import java.util.List;
import java.util.Optional;

/**
 * Whole objects under relative, '/'-separated keys, replaced atomically and on condition. A reader
 * sees an object as one writer left it, never a part. Thread-safe, also towards other processes.
 *
 * <p>Every method throws {@link StoreUnavailableException} if asking again may help and {@link
 * StoreException} if it will not (no right, no bucket, no space, a key that leaves the store).
 */
public interface ObjectStore extends AutoCloseable {
  /** The object, or empty if there is none. */
  Optional<StoredObject> read(String key);

  /** The last {@code bytes} bytes (at least 1) of an object, or empty if there is none. */
  Optional<ObjectTail> readTail(String key, int bytes);

  /** The object's version, as {@link #read} reports it, or empty if there is no object. */
  Optional<String> version(String key);

  /**
   * Writes the object if it still is of the expected version.
   *
   * @param expectedVersion the version that was read; empty: there must be no such object
   * @return the new version, or empty if the object was another one, or gone, and nothing was
   *     written
   */
  Optional<String> writeIf(String key, byte[] bytes, Optional<String> expectedVersion);

  /** Writes the object whatever was there. */
  void write(String key, byte[] bytes);

  /**
   * Sees that objects can be written here, and on condition. Stores nothing, but a directory is
   * created.
   */
  void requireWritable();

  /**
   * All keys below a prefix of whole path segments ({@code ""} for all), sorted. What others write
   * or delete meanwhile may be among them or not.
   */
  List<String> list(String prefix);

  /** Where a key is, for people. */
  String uri(String key);

  @Override
  void close();
}
