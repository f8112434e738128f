package dev.barlake.reference;

import java.io.Serializable;

/**
 * What the workers found out about a list or table, for the launcher: it is written beside the
 * staging tables, so that it comes back from a cluster as well as from this process.
 *
 * @param table the table's name in the database
 * @param list the list's name; empty if it is about the whole table
 * @param number keeps several of one kind apart
 * @param count rows
 * @param message for people; empty if the count says all
 */
record Finding(String table, String list, Kind kind, int number, long count, String message)
    implements Serializable {

  /** What was found. */
  enum Kind {
    /** The walk came to the list's end; the count is of all rows it gave. */
    READ,
    /** Rows that were left out since another row stands for the same thing. */
    REPEATED,
    /** Values that said, in some spelling, that there is none. */
    NULLED,
    /** Rows with values that could not be read, and became NULL. */
    MALFORMED,
    /** Rows that do not fit the table, and are kept aside. */
    QUARANTINED,
    /** The walk broke: it may succeed later. */
    FAILED_TRANSIENT,
    /** The walk broke: the request was refused. */
    FAILED_PERMANENT,
    /** The walk broke: no request will succeed. */
    FAILED_FATAL
  }
}
