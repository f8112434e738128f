package dev.barlake.database;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A MySQL or MariaDB database and who enters it. The password is looked up in the environment of
 * whichever process connects, so this object may travel to workers and be printed.
 *
 * <p>The connection is encrypted if the server offers it (Connector/J's {@code sslMode=PREFERRED});
 * a URL with {@code ?sslMode=VERIFY_IDENTITY} insists. Sessions are in UTC and strict: a value that
 * does not fit is an error, never cut.
 *
 * @param jdbcUrl {@code jdbc:mysql://host:port/name}, without user and password; its parameters win
 *     over what is set here
 */
public record Database(String jdbcUrl, String user) implements Serializable {
  /** The environment variable of the password. */
  public static final String PASSWORD_VARIABLE = "RDS_DATABASE_PASSWORD";

  private static final Map<String, String> PARAMETERS = new LinkedHashMap<>();
  private static final String NO_FILES = "/nonexistent";
  private static final String SESSION = "sessionVariables=";
  private static final String STRICT = "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'";

  static {
    // Its thread would keep a finished job's classes in a cluster's workers for ever.
    System.setProperty("com.mysql.cj.disableAbandonedConnectionCleanup", "true");
    PARAMETERS.put("connectTimeout", "10000");
    // A server that is gone without a word; the longest statement takes a small part of it.
    PARAMETERS.put("socketTimeout", "300000");
    PARAMETERS.put("rewriteBatchedStatements", "true");
    // Rows are loaded from memory. A server that asks for a file instead gets none.
    PARAMETERS.put("allowLoadLocalInfile", "true");
    PARAMETERS.put("allowLoadLocalInfileInPath", NO_FILES);
    // The rest of a batch whose first part failed would wait for the same server once more.
    PARAMETERS.put("continueBatchOnError", "false");
    PARAMETERS.put("connectionTimeZone", "UTC");
    PARAMETERS.put("forceConnectionTimeZoneToSession", "true");
    PARAMETERS.put("sessionVariables", STRICT);
  }

  /** Why the URL cannot be one, as the end of a sentence that begins with it; empty if it can. */
  public static Optional<String> fault(String jdbcUrl) {
    if (jdbcUrl.matches("(?is).*([?&,(]\\s*(user|password\\d?)\\s*=|//[^/]*@).*")) {
      return Optional.of(
          "must hold neither user nor password: they come from --jdbcUser and "
              + PASSWORD_VARIABLE);
    }
    return jdbcUrl.matches("jdbc:mysql://[^/]+/[^/?]+(\\?.*)?")
        ? Optional.empty()
        : Optional.of("is not like jdbc:mysql://host:3306/name");
  }

  /**
   * A new connection, which commits each statement.
   *
   * @throws DatabaseException that names server, database and user
   */
  public Connection connect() {
    try {
      return dataSource().getConnection();
    } catch (SQLException e) {
      throw new DatabaseException("Cannot connect to " + this, e);
    }
  }

  /** Where connections come from, with the password of this process's environment. */
  public DataSource dataSource() {
    MysqlDataSource source = new MysqlDataSource();
    source.setUrl(strictUrl() + parameters());
    source.setUser(user);
    source.setPassword(System.getenv(PASSWORD_VARIABLE));
    return source;
  }

  /** Session variables of the user's own stand beside ours, and do not make the session lax. */
  private String strictUrl() {
    return jdbcUrl.contains("sql_mode")
        ? jdbcUrl
        : jdbcUrl.replace(SESSION, SESSION + STRICT + ",");
  }

  private String parameters() {
    String ours =
        PARAMETERS.entrySet().stream()
            .filter(parameter -> !jdbcUrl.contains(parameter.getKey() + "="))
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
            .collect(Collectors.joining("&"));
    return (jdbcUrl.contains("?") ? "&" : "?") + ours;
  }

  /** As {@code jdbc:mysql://host:3306/name as user}, for messages. */
  @Override
  public String toString() {
    return jdbcUrl + " as " + user;
  }
}
