package dev.barlake.pipelines.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.barlake.localstack.FlatFault;
import dev.barlake.localstack.FlatFiles;
import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketFlatFilesTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalDate DATE = LocalDate.of(2026, 11, 18);
  private static final String MINUTES =
      "'LAKE/market/timespan=1minute/adjusted=false/trade_date=%s/bars.parquet'";

  @TempDir private Path lake;
  private MarketWorld world;

  @BeforeEach
  void start() {
    world = new MarketWorld(lake);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void everyMinuteOfEveryStockIsThere(String runner) {
    MarketWorld.Outcome outcome =
        world.run("--from=2026-11-16", "--to=2026-11-18", "--runner=" + runner);

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("written")).isEqualTo(3);
    assertThat(world.s3.flatFileRequests()).containsEntry("GET", 3L).containsEntry("LIST", 1L);
    assertThat(outcome.summary().path("watermark").path("adjusted=false").asText())
        .isEqualTo("2026-11-19T05:00:00Z");
    for (String ticker : List.of("AAPL", "BCPC", "BCpC", "NULL", "001", "THIN")) {
      assertExact(DATE, ticker);
    }
    List<String> tickers =
        world.query("SELECT DISTINCT ticker FROM %s".formatted(MINUTES.formatted(DATE)));
    assertThat(tickers).contains("SPY", "TRUE").doesNotContain("LOCLY", "GONE");
  }

  @Test
  void dayFilesAreOfTheirOwnTree() {
    assertThat(world.run("--timespan=day", "--from=" + DATE, "--to=" + DATE).code())
        .isEqualTo(ExitCode.DONE);

    TrueBar day = truth(DATE, "KO", "day").get(0);
    assertThat(
            world.query(
                "SELECT epoch_ms(window_start), volume FROM"
                    + " 'LAKE/market/timespan=1day/adjusted=false/**/*.parquet' WHERE ticker='KO'"))
        .containsExactly(day.windowStart().toEpochMilli() + " " + day.volume());
  }

  @Test
  void aDateThatIsThereIsNotReadAgainUntilItIsReplaced() {
    world.run("--from=2026-11-17", "--to=2026-11-18");
    world.s3.clearRequests();
    MarketWorld.Outcome second = world.run("--from=2026-11-17", "--to=2026-11-18");
    assertThat(second.code()).isEqualTo(ExitCode.DONE);
    assertThat(second.count("same")).isEqualTo(2);
    assertThat(world.s3.flatFileRequests()).doesNotContainKey("GET");

    Instant minute = truth(DATE, "AAPL", "minute").get(7).windowStart();
    world.api.market().correct("AAPL", minute, 1.5);
    world.api.flatFiles().spoil(DATE, new FlatFault.MissingTicker("KO"));
    long vanished = truth(DATE, "KO", "minute").size();
    MarketWorld.Outcome third = world.run("--from=2026-11-17", "--to=2026-11-18");

    assertThat(third.code()).as(third.err()).isEqualTo(ExitCode.DONE);
    assertThat(third.count("replaced")).isEqualTo(1);
    assertThat(third.count("changed")).isEqualTo(1);
    assertThat(third.count("vanished")).isEqualTo(vanished);
    assertThat(third.count("added")).isZero();
    assertThat(third.summary().path("differences").get(0).asText())
        .isEqualTo("changed AAPL " + minute);
    assertExact(DATE, "AAPL");
  }

  @Test
  void whatIsNotPublishedIsPendingAndTriedAgain() {
    world.api.flatFiles().hold(DATE);
    MarketWorld.Outcome outcome = world.run("--from=2026-11-17", "--to=2026-11-19");

    assertThat(outcome.code()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    assertThat(outcome.summary().path("pending").get(0).asText()).isEqualTo(DATE.toString());
    assertThat(outcome.count("written")).isEqualTo(2);
    assertThat(outcome.count("failed")).isZero();
    assertThat(outcome.summary().path("watermark").path("adjusted=false").asText())
        .as("it stops before the date that is missing")
        .isEqualTo("2026-11-18T05:00:00Z");

    world.api.flatFiles().publish(DATE);
    MarketWorld.Outcome again = world.run("--to=2026-11-19");
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.summary().path("watermark").path("adjusted=false").asText())
        .isEqualTo("2026-11-20T05:00:00Z");
  }

  @Test
  void whatIsListedAndRefusedIsOutOfThePlan() {
    world.api.flatFiles().reachesBack(Period.ofDays(3));
    MarketWorld.Outcome outcome = world.run("--from=2026-11-13", "--to=2026-11-18");

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.count("failed")).isEqualTo(2);
    assertThat(outcome.count("written")).isEqualTo(2);
    assertThat(outcome.summary().path("failures").get(0).path("category").asText())
        .isEqualTo("refused");
    assertThat(outcome.err()).contains("403", "your plan does not reach back", "agreements");
  }

  @Test
  void aWrongPairOfCredentialsEndsTheRunAndNamesTheVariables() {
    MarketWorld.Outcome outcome =
        world.run(
            Map.of("FLATFILES_ACCESS_KEY_ID", "x", "FLATFILES_SECRET_ACCESS_KEY", "hidden"),
            "--from=2026-11-17");

    assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
    assertThat(outcome.err())
        .contains("FLATFILES_ACCESS_KEY_ID", "neither the API key")
        .doesNotContain("hidden");
    assertThat(world.run(Map.of(), "--from=2026-11-17").code()).isEqualTo(ExitCode.BAD_OPTIONS);
  }

  @Test
  void spellingsOfRowsMakeNoDifference() {
    LocalDate[] dates = {DATE, LocalDate.of(2026, 11, 17), LocalDate.of(2026, 11, 16)};
    FlatFiles files = world.api.flatFiles();
    files.spoil(dates[0], new FlatFault.ExponentVolumes());
    files.spoil(dates[0], new FlatFault.QuotedTickers());
    files.spoil(
        dates[1],
        new FlatFault.ColumnOrder(
            List.of(
                "window_start",
                "ticker",
                "extra",
                "low",
                "high",
                "close",
                "open",
                "volume",
                "transactions")));
    files.spoil(dates[1], new FlatFault.DecimalVolumes());
    files.spoil(dates[2], new FlatFault.ReturningTicker("AAPL"));
    files.spoil(dates[2], new FlatFault.DuplicateRows(4, 1));

    MarketWorld.Outcome outcome = world.run("--from=2026-11-16", "--to=2026-11-18");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("repeated")).isEqualTo(4);
    for (LocalDate date : dates) {
      assertExact(date, "AAPL");
      assertExact(date, "BCpC");
      assertExact(date, "001");
    }
  }

  @Test
  void ofContradictingRowsTheLaterStandsAndIsCounted() {
    world.api.flatFiles().spoil(DATE, new FlatFault.DuplicateRows(2, 3));

    MarketWorld.Outcome outcome = world.run("--from=" + DATE, "--to=" + DATE);

    assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("contradicted")).isEqualTo(2);
    TrueBar first = truth(DATE, "001", "minute").get(0);
    assertThat(
            world.query(
                "SELECT volume FROM %s WHERE ticker='001' ORDER BY window_start LIMIT 1"
                    .formatted(MINUTES.formatted(DATE))))
        .singleElement()
        .satisfies(
            v -> assertThat(Double.parseDouble(v)).isCloseTo(3 * first.volume(), offset(1e-9)));
  }

  @Test
  void aFewRowsThatAreNoBarsAreLeftOutAndOnRecord() {
    world.api.flatFiles().spoil(DATE, new FlatFault.OutOfDayRows(3));
    world.api.flatFiles().spoil(DATE, new FlatFault.MalformedRow("KO,n/a,1,1,1,1,x,1"));

    MarketWorld.Outcome outcome = world.run("--from=" + DATE, "--to=" + DATE);

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.count("written")).isEqualTo(1);
    assertThat(outcome.count("rejected")).isEqualTo(3);
    assertThat(outcome.err()).contains("line 2 (KO,n/a");
    assertExact(DATE, "AAPL");
    assertThat(world.run("--from=" + DATE, "--to=" + DATE).code())
        .as("until the vendor replaces it, every run says so")
        .isEqualTo(ExitCode.FAILED_REQUESTS);
    world.api.flatFiles().replace(DATE);
    assertThat(world.run("--from=" + DATE, "--to=" + DATE).code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aFileOfWrongTimesOrACutOneFailsAndTheFormerStays() throws IOException {
    world.run("--from=" + DATE, "--to=" + DATE);
    byte[] before = Files.readAllBytes(file(DATE));

    world.api.flatFiles().spoil(DATE, new FlatFault.WrongTimestamps(Duration.ofDays(1)));
    MarketWorld.Outcome wrong = world.run("--from=" + DATE, "--to=" + DATE);
    world.api.flatFiles().replace(DATE);
    world.api.flatFiles().spoil(DATE, new FlatFault.TruncatedGzip(0.7));
    MarketWorld.Outcome cut = world.run("--from=" + DATE, "--to=" + DATE);

    assertThat(wrong.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(wrong.summary().path("failures").get(0).path("category").asText()).isEqualTo("rows");
    assertThat(wrong.err()).contains("is of another day");
    assertThat(cut.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(cut.summary().path("failures").get(0).path("category").asText())
        .isEqualTo("damaged");
    assertThat(Files.readAllBytes(file(DATE))).isEqualTo(before);
  }

  @Test
  void objectsAreKeptAsTheyCameAndEachEditionOnce(@TempDir Path raw) throws IOException {
    world.run("--from=" + DATE, "--to=" + DATE, "--keepRaw=" + raw);
    world.api.market().correct("AAPL", truth(DATE, "AAPL", "minute").get(0).windowStart(), 2);
    world.api.flatFiles().replace(DATE);
    world.run("--from=" + DATE, "--to=" + DATE, "--keepRaw=" + raw);

    try (Stream<Path> files = Files.walk(raw)) {
      assertThat(files.filter(f -> f.toString().endsWith(".csv.gz"))).hasSize(2);
    }
    assertThat(raw.resolve(FlatFiles.key(DATE, false))).exists();
  }

  @Test
  void aRunThatLostItsNotesFindsWhatIsThereByTheFiles() throws IOException {
    world.run("--from=2026-11-16", "--to=2026-11-18");
    Files.delete(lake.resolve("_sources/timespan=1minute/adjusted=false/year=2026.json"));
    Files.delete(file(DATE));
    world.s3.clearRequests();

    MarketWorld.Outcome outcome = world.run("--from=2026-11-16", "--to=2026-11-18");

    assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("same")).isEqualTo(2);
    assertThat(world.s3.flatFileRequests()).containsEntry("GET", 1L);
    assertThat(
            Files.readString(
                lake.resolve("_sources/timespan=1minute/adjusted=false/year=2026.json")))
        .contains("2026-11-16", "2026-11-18", "eTag", "us_stocks_sip/minute_aggs_v1");
  }

  @Test
  void aDryRunReadsNoFileAndWritesNone() throws IOException {
    MarketWorld.Outcome outcome = world.run("--from=2026-11-16", "--to=2026-11-18", "--dryRun");

    assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.summary().path("planned").path("toRead").asLong()).isEqualTo(3);
    assertThat(outcome.err()).contains("3 to read");
    assertThat(world.s3.flatFileRequests()).doesNotContainKey("GET");
    try (Stream<Path> files = Files.list(lake)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void withoutAWatermarkItAsksWhereToStart() {
    assertThat(world.run().code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(world.run("--from=2026-11-21", "--to=2026-11-22").code())
        .as("a weekend")
        .isEqualTo(ExitCode.NOTHING_TO_DO);
  }

  private Path file(LocalDate date) {
    return lake.resolve(
        "market/timespan=1minute/adjusted=false/trade_date=%s/bars.parquet".formatted(date));
  }

  private void assertExact(LocalDate date, String ticker) {
    List<String> expected = new ArrayList<>();
    for (TrueBar bar : truth(date, ticker, "minute")) {
      expected.add(
          "%d %s %s %s %s %s"
              .formatted(
                  bar.windowStart().toEpochMilli(),
                  bar.open(),
                  bar.high(),
                  bar.low(),
                  bar.close(),
                  bar.volume()));
    }
    assertThat(
            world.query(
                "SELECT epoch_ms(window_start), open, high, low, close, volume FROM %s WHERE ticker = '%s'"
                    .formatted(MINUTES.formatted(date), ticker)))
        .as("%s on %s", ticker, date)
        .isEqualTo(expected);
  }

  private List<TrueBar> truth(LocalDate date, String ticker, String timespan) {
    Instant from = date.atStartOfDay(NEW_YORK).toInstant();
    return world.api.market().bars(ticker, 1, timespan, false, from, from.plus(Duration.ofDays(1)));
  }
}
