package dev.barlake.database;

import com.mysql.cj.jdbc.Driver;
import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;

/**
 * A MySQL or MariaDB database and who enters it. The password is looked up in the environment of
 * whichever process connects, so this object may travel to workers and be printed.
 *
 * <p>The connection is encrypted where the server offers it (Connector/J's {@code
 * sslMode=PREFERRED}); a URL with {@code ?sslMode=VERIFY_IDENTITY} insists. Sessions are in UTC and
 * strict: a value that does not fit is an error, never cut.
 *
 * @param jdbcUrl {@code jdbc:mysql://host:port/name}, without user and password; its parameters win
 *     over what is set here
 */
public record Database(String jdbcUrl, String user) implements Serializable {
  /** The environment variable of the password. */
  public static final String PASSWORD_VARIABLE = "RDS_DATABASE_PASSWORD";

  private static final Map<Database, DataSource> POOLS = new ConcurrentHashMap<>();
  private static final Map<String, String> PARAMETERS = new LinkedHashMap<>();

  static {
    // Its thread would keep a finished job's classes in a cluster's workers for ever.
    System.setProperty("com.mysql.cj.disableAbandonedConnectionCleanup", "true");
    PARAMETERS.put("connectTimeout", "10000");
    // A server that is gone without a word; the longest statement takes a small part of it.
    PARAMETERS.put("socketTimeout", "300000");
    PARAMETERS.put("rewriteBatchedStatements", "true");
    // The rest of a batch whose first part failed would wait for the same server once more.
    PARAMETERS.put("continueBatchOnError", "false");
    PARAMETERS.put("connectionTimeZone", "UTC");
    PARAMETERS.put("forceConnectionTimeZoneToSession", "true");
    PARAMETERS.put("sessionVariables", "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
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
    source.setUrl(jdbcUrl + parameters());
    source.setUser(user);
    source.setPassword(System.getenv(PASSWORD_VARIABLE));
    return source;
  }

  /**
   * The same from a pool, one a process and database. A runner may cut its work into thousands of
   * bundles, and each would else open a connection of its own.
   */
  public DataSource pool() {
    return POOLS.computeIfAbsent(this, Database::newPool);
  }

  @SuppressWarnings("resource") // it lives as long as the process
  private BasicDataSource newPool() {
    BasicDataSource pool = new BasicDataSource();
    try {
      pool.setDriver(new Driver());
    } catch (SQLException e) {
      throw new DatabaseException("Cannot load the driver for " + this, e);
    }
    pool.setUrl(jdbcUrl + parameters());
    pool.setUsername(user);
    pool.setPassword(System.getenv(PASSWORD_VARIABLE));
    pool.setMaxTotal(-1);
    return pool;
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
