package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The reference tables as SQL files, each applied once; see {@code migrations/}. */
final class Schema {
  /** Which files have been applied to a database. */
  private static final String HISTORY = "barlake_schema_history";

  private Schema() {}

  /**
   * Brings a database's reference tables to this version's shape. Other tables are left alone.
   *
   * @throws DatabaseException if the server or the user's rights do not allow it
   * @throws IllegalStateException if tables of these names exist that are not ours
   */
  static void migrate(Database database) {
    refuseStrangers(database);
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource(database.dataSource())
          .locations("classpath:dev/barlake/reference/migrations")
          .table(HISTORY)
          // A database that holds other tables is as good as an empty one.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException sql) {
          throw new DatabaseException("Cannot make the reference tables in " + database, sql);
        }
      }
      throw new IllegalStateException(
          "Cannot make the reference tables in %s: %s".formatted(database, e.getMessage()), e);
    }
  }

  /** The usual scripts make tables of the same names, with guessed types and no keys. */
  private static void refuseStrangers(Database database) {
    List<String> strangers = new ArrayList<>();
    try (Connection connection = database.connect()) {
      if (exists(connection, HISTORY)) {
        return;
      }
      for (ReferenceTable table : ReferenceTable.values()) {
        if (exists(connection, table.tableName())) {
          strangers.add(table.tableName());
        }
      }
    } catch (SQLException e) {
      throw new DatabaseException("Cannot look at the tables in " + database, e);
    }
    if (!strangers.isEmpty()) {
      throw new IllegalStateException(
          "Cannot make the reference tables in %s: %s exist there already and are not ours; rename or drop them, or name another database"
              .formatted(database, String.join(", ", strangers)));
    }
  }

  private static boolean exists(Connection connection, String table) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(connection.getCatalog(), null, table, new String[] {"TABLE"})) {
      return tables.next();
    }
  }
}
