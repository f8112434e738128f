package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.Listing;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** A market, a database that something happens to, and {@code reference} run against them. */
final class DatabaseWeather implements AutoCloseable {
  /** The passwords there are: that of the user in this process's environment, and another. */
  private static final List<String> PASSWORDS =
      List.of(MySqlServer.PASSWORD, MySqlServer.READER_PASSWORD);

  private static final Map<String, String> ENVIRONMENT =
      Map.of("MASSIVE_API_KEY", "local-api-key", "RDS_DATABASE_PASSWORD", MySqlServer.PASSWORD);

  private static final List<String> TABLES = List.of("tickers", "dividends", "splits");

  final MarketSimulator api;
  final TestDatabase database;

  private final String runner;

  /** Over a database that is there, and a market of a few hundred rows. */
  DatabaseWeather(TestDatabase database) {
    this(database, 0, "DirectRunner");
  }

  /**
   * Over more rows.
   *
   * @param universe how many generated tickers
   * @param runner where the flags name none; the direct one is slow with many rows
   */
  DatabaseWeather(TestDatabase database, int universe, String runner) {
    this.api = MarketSimulator.builder().universe(universe).start();
    this.database = database;
    this.runner = runner;
  }

  /** Runs {@code reference} in this process; flags given win over this world's. */
  World.Outcome run(String... flags) {
    return command(flags(flags));
  }

  /** As {@link #run}, while the test goes on. */
  CompletableFuture<World.Outcome> start(String... flags) {
    return CompletableFuture.supplyAsync(() -> run(flags));
  }

  /** The same, with a database that is waited for for as long as is given. */
  CompletableFuture<World.Outcome> start(Duration patience, String... flags) {
    return CompletableFuture.supplyAsync(() -> command(patience, flags(flags)));
  }

  /** The given flags, and this world's where they are not given. */
  String[] flags(String... flags) {
    List<String> all = new ArrayList<>(Arrays.asList(flags));
    for (String flag :
        List.of(
            "--apiBaseUrl=" + api.url(),
            "--jdbcUrl=" + database.jdbcUrl(),
            "--jdbcUser=" + database.user(),
            "--requestsPerMinute=1200",
            "--parallelism=2",
            "--runner=" + runner)) {
      String name = flag.substring(0, flag.indexOf('=') + 1);
      if (all.stream().noneMatch(given -> given.startsWith(name))) {
        all.add(flag);
      }
    }
    return all.toArray(String[]::new);
  }

  /** Runs {@code reference} with exactly these flags. */
  static World.Outcome command(String... flags) {
    return command((out, err) -> Reference.run(flags, ENVIRONMENT, Clock.systemUTC(), out, err));
  }

  private static World.Outcome command(Duration patience, String... flags) {
    Clock clock = Clock.systemUTC();
    return command(
        (out, err) ->
            Reference.COMMAND.run(
                flags,
                ENVIRONMENT,
                out,
                err,
                () ->
                    new ReferenceRun(
                            ReferenceSettings.read(ENVIRONMENT, clock, flags), clock, patience, err)
                        .run()));
  }

  private static World.Outcome command(BiFunction<PrintStream, PrintStream, ExitCode> command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code = command.apply(new PrintStream(out), new PrintStream(err));
    return outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** What a command left behind; no word of a password is in it. */
  static World.Outcome outcome(ExitCode code, String out, String err) {
    assertThat(out + err).doesNotContain(PASSWORDS);
    try {
      return new World.Outcome(
          code, new ObjectMapper().readTree(out.lines().reduce("{}", (a, b) -> b)), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("The last line is no JSON: " + out, e);
    }
  }

  /** The market moves on, so that a refresh has something to change. */
  void newDay() {
    api.market().rename("KO", "Kola " + System.nanoTime());
    api.market().list(Listing.stock("NEW" + System.nanoTime(), "New Inc.", 20, 1_000, 0.9));
  }

  /** Every value of the tables that people read. */
  List<List<List<String>>> contents() {
    return TABLES.stream()
        .map(table -> database.query("SELECT * FROM %s ORDER BY 1, 2, 3".formatted(table)))
        .toList();
  }

  /** A refresh without bad luck brings what the market has, and leaves nothing beside it. */
  void requireNextRunIsRight() {
    requireDone(run());
    requireMarketsRows();
    assertThat(leftovers()).isEmpty();
    assertThat(database.query("SELECT * FROM reference_refreshes").toString())
        .doesNotContain(PASSWORDS);
  }

  static void requireDone(World.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
  }

  /** The tables hold what the market has, all of one snapshot. */
  void requireMarketsRows() {
    Map<String, String> names = new TreeMap<>();
    api.market().tickerRows().stream()
        .map(row -> row.listing())
        .filter(listing -> listing.market().equals("stocks"))
        .forEach(listing -> names.put(listing.ticker(), listing.name()));
    Map<String, String> loaded = new TreeMap<>();
    database
        .query("SELECT ticker, name FROM tickers")
        .forEach(row -> loaded.put(row.get(0), row.get(1)));
    assertThat(loaded).isEqualTo(names);
    assertThat(database.value("SELECT COUNT(*) FROM dividends"))
        .isEqualTo(Integer.toString(api.market().dividends().size()));
    assertThat(database.value("SELECT COUNT(*) FROM splits"))
        .isEqualTo(Integer.toString(api.market().splits().size()));
    assertThat(
            database.query(
                """
                SELECT snapshot_at FROM tickers UNION SELECT snapshot_at FROM dividends
                UNION SELECT snapshot_at FROM splits"""))
        .hasSize(1);
  }

  /** The tables of a refresh that did not clean up. */
  List<String> leftovers() {
    return database.tables().stream()
        .filter(table -> table.contains("__stage_") || table.contains("__old_"))
        .toList();
  }

  /** What the newest refresh noted of itself. */
  String status() {
    return database.value("SELECT status FROM reference_refreshes ORDER BY id DESC LIMIT 1");
  }

  /** The connections of this user that run a statement with such a beginning, or wait with it. */
  List<String> connections(String statement) {
    return database
        .query(
            "SELECT id FROM information_schema.processlist WHERE info LIKE '%s%%'"
                .formatted(statement))
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("no %s in time", what).isLessThan(deadline);
      try {
        // What is waited for happens in another process, which tells nobody.
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
