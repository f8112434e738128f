package dev.barlake.reference;

import org.jdbi.v3.core.Handle;

/**
 * The server's lock that a refresh of a database holds against a second one. It belongs to a
 * connection and ends with it.
 */
final class RefreshLock {
  /**
   * Names of locks are the whole server's, and at most 64 characters long. Not by MD5: MySQL 9.7
   * has none.
   */
  private static final String NAME = "CONCAT('barlake/', SHA2(DATABASE(), 224))";

  private RefreshLock() {}

  /** Whether the connection has the lock now. */
  static boolean take(Handle handle) {
    return handle.select("SELECT GET_LOCK(" + NAME + ", 0) = 1").mapTo(Boolean.class).one();
  }

  static boolean isHeldBy(Handle handle) {
    return handle
        .select("SELECT COALESCE(IS_USED_LOCK(" + NAME + ") = CONNECTION_ID(), FALSE)")
        .mapTo(Boolean.class)
        .one();
  }

  /** The server's number of the connection that has the lock; 0 if none has. */
  static long holder(Handle handle) {
    return handle.select("SELECT COALESCE(IS_USED_LOCK(" + NAME + "), 0)").mapTo(Long.class).one();
  }

  static void release(Handle handle) {
    handle.select("SELECT RELEASE_LOCK(" + NAME + ")").mapTo(Boolean.class).one();
  }
}
