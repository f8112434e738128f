package dev.barlake.pipelines.reference;

import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A refresh that stands still in the middle of its load: rows of tickers are in their staging
 * table, and whoever loads splits waits for a lock. It goes on when this is closed.
 */
final class HeldLoad implements AutoCloseable {
  private final DatabaseWeather weather;
  private final Connection holder;

  private HeldLoad(DatabaseWeather weather, Connection holder) {
    this.weather = weather;
    this.holder = holder;
  }

  /** Keeps the splits back, so that the next refresh does not load them before it is held. */
  static void prepare(DatabaseWeather weather) {
    weather.api.inject(
        Injection.of(new Fault.Stall(Fault.Stall.Where.BEFORE_HEADERS))
            .pathContaining("/splits")
            .forever());
  }

  /** Waits until the refresh that runs, or is about to, stands still. */
  static HeldLoad await(DatabaseWeather weather) throws SQLException {
    DatabaseWeather.await("staging tables", () -> weather.leftovers().size() == 5);
    HeldLoad held = new HeldLoad(weather, weather.database.connect());
    try {
      held.hold();
      return held;
    } catch (SQLException | AssertionError e) {
      held.close();
      throw e;
    }
  }

  private void hold() throws SQLException {
    try (Statement statement = holder.createStatement()) {
      statement.execute("LOCK TABLES %s WRITE".formatted(stage(weather, "splits")));
    }
    // Before splits are let in: those who load them may take up all of a runner's threads.
    String count = "SELECT COUNT(*) FROM " + stage(weather, "tickers");
    DatabaseWeather.await("loaded tickers", () -> !weather.database.value(count).equals("0"));
    weather.api.clearFaults();
    weather.api.release();
    DatabaseWeather.await("loader that waits", () -> !loaders().isEmpty());
  }

  private static String stage(DatabaseWeather weather, String table) {
    return weather.leftovers().stream()
        .filter(name -> name.startsWith(table + "__stage_"))
        .findFirst()
        .orElseThrow();
  }

  /** The server's connections of those who wait. */
  List<String> loaders() {
    return weather.connections("LOAD DATA%splits");
  }

  @Override
  public void close() throws SQLException {
    holder.close();
  }
}
