package dev.barlake.database;

import com.mysql.cj.exceptions.StatementIsClosedException;
import java.sql.SQLException;
import java.util.Set;

/** What could not be done in a database, and what may help. The password is in no part of it. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int LOCK_TIMEOUT = 1205;

  private static final String RIGHTS =
      "the user needs SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX and CREATE VIEW on"
          + " this database";

  /**
   * Of those whose state says nothing else: too many connections of the user, and connections or
   * statements that somebody ended (MySQL's number and MariaDB's).
   */
  private static final Set<Integer> PASSING = Set.of(1203, 1226, 1317, 1927);

  private final boolean unavailable;
  private final boolean conflict;

  /**
   * Reports a failure.
   *
   * @param what could not be done and where, as in {@code Cannot connect to <database>}
   */
  public DatabaseException(String what, SQLException cause) {
    super("%s: %s%s".formatted(what, reason(cause), wayOut(cause)), cause);
    conflict = isConflict(cause);
    unavailable = conflict || isUnavailable(cause);
  }

  /** Reports something that the database has in another shape than is needed. */
  public DatabaseException(String message) {
    super(message);
    unavailable = false;
    conflict = false;
  }

  /** Whether the same may succeed later: the server does not answer, or has too much to do. */
  public boolean unavailable() {
    return unavailable;
  }

  /** Whether it fell to another transaction: a deadlock, or a lock that was held too long. */
  boolean isConflict() {
    return conflict;
  }

  private static boolean isConflict(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("40") || e.getErrorCode() == LOCK_TIMEOUT;
  }

  private static boolean isUnavailable(SQLException e) {
    return isLost(e) || PASSING.contains(e.getErrorCode());
  }

  /**
   * Whether there is no connection, or no longer. If it ends in the middle of a batch, Connector/J
   * clears the batch before it reports this, and then reports only that it could not clear it.
   */
  private static boolean isLost(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("08")
        || e.getCause() instanceof StatementIsClosedException;
  }

  /** As {@code Communications link failure (Connection refused)}. */
  private static String reason(SQLException e) {
    if (e.getCause() instanceof StatementIsClosedException) {
      return "the connection was lost";
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = firstLine(e);
    return reason.contains(firstLine(root)) ? reason : reason + " (" + firstLine(root) + ")";
  }

  /** Connector/J explains at length when the last packet was sent. */
  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  private static String wayOut(SQLException e) {
    if (isLost(e)) {
      return "; is the server up, and may this machine reach it?";
    }
    return switch (e.getErrorCode()) {
      case 1045, 1698 -> "; check --jdbcUser and " + Database.PASSWORD_VARIABLE;
      case 1044 -> "; does it exist? Else " + RIGHTS;
      case 1142, 1227, 1370 -> "; " + RIGHTS;
      case 1049 -> "; create it: CREATE DATABASE … CHARACTER SET utf8mb4";
      case 3, 28, 1021, 1026, 1114 -> "; the server's disk or tablespace is full";
      default -> "";
    };
  }
}
