package dev.barlake.pipelines.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is missing is believed at its first word, and no bar leaves the lake for it. */
class MarketDoubtTest {
  private static final String DAY = "2026-11-12";
  private static final String SPLIT =
      "{\"id\":\"1\",\"ticker\":\"T01\",\"execution_date\":\"2026-11-18\",\"split_from\":1,\"split_to\":4}";

  @TempDir private Path lake;
  private MarketWorld world;
  private GroupedLiar liar;

  @BeforeEach
  void start() {
    world = new MarketWorld(lake);
    liar = new GroupedLiar();
    liar.date = LocalDate.parse(DAY);
  }

  @AfterEach
  void close() {
    liar.close();
    world.close();
  }

  /** Of a week, unless a flag says otherwise. */
  private MarketWorld.Outcome run(String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--source=grouped");
    all.add("--apiBaseUrl=" + liar.url());
    if (all.stream().noneMatch(flag -> flag.startsWith("--from"))) {
      all.add("--from=2026-11-09");
      all.add("--to=2026-11-17");
    }
    return world.run(all.toArray(String[]::new));
  }

  private Path file(boolean adjusted) {
    return lake.resolve(
        "market/timespan=1day/adjusted=%s/trade_date=%s/bars.parquet".formatted(adjusted, DAY));
  }

  private long bars() {
    return Long.parseLong(world.query("SELECT count(*) FROM '%s'".formatted(file(false))).get(0));
  }

  @Test
  void aDateWithHalfTheTickersIsAskedForOnceMore() {
    liar.tickers = n -> n == 0 ? 20 : 40;

    MarketWorld.Outcome outcome = run();

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(liar.requests(DAY)).isEqualTo(2);
    assertThat(bars()).isEqualTo(40);
  }

  @Test
  void theReceiptsAreThoseOfTheSecondAsking() throws IOException {
    liar.tickers = n -> n == 0 ? 0 : 40;

    MarketWorld.Outcome outcome = run();

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(lake.resolve(outcome.summary().path("receipts").asText())))
        .doesNotContain("absent", "failed")
        .hasLineCount(7);
  }

  @Test
  void aDateThatKeepsHalfTheTickersIsStoredAndReported() {
    liar.tickers = n -> 20;

    MarketWorld.Outcome outcome = run();

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.summary().path("thin").get(0).asText())
        .isEqualTo("2026-11-12 has 20 tickers, the dates around it 40; asked twice");
    assertThat(outcome.err()).contains("Suspiciously few tickers: 2026-11-12 has 20");
    assertThat(liar.requests(DAY)).isEqualTo(2);
    assertThat(bars()).isEqualTo(20);
  }

  @Test
  void anAnswerThatLacksWhatTheLakeHasTakesNothingOutOfIt() throws IOException {
    run();
    byte[] before = Files.readAllBytes(file(false));
    liar.tickers = n -> 20;

    MarketWorld.Outcome outcome = run("--refetch=ALL");

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.summary().path("failures").get(0).path("category").asText())
        .isEqualTo("fewer");
    assertThat(outcome.err()).contains("lacks 20 of the 40 bars", "T20", "asked twice");
    assertThat(liar.requests(DAY)).isEqualTo(3);
    assertThat(Files.readAllBytes(file(false))).isEqualTo(before);
  }

  @Test
  void aBarThatIsMissingTwiceIsTakenAsWithdrawnAndCounted() {
    run();
    liar.tickers = n -> 39;

    MarketWorld.Outcome outcome = run("--refetch=ALL");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("vanished")).isEqualTo(1);
    assertThat(outcome.summary().path("differences").get(0).asText()).startsWith("vanished T39 ");
    assertThat(liar.requests(DAY)).isEqualTo(3);
  }

  @Test
  void barsThatCannotBeAreStoredAndCounted() {
    liar.turned = true;

    MarketWorld.Outcome outcome = run();

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.summary().path("impossible").toString()).isEqualTo("{\"lowAboveHigh\":1}");
    assertThat(outcome.summary().path("firstImpossible").get(0).asText())
        .startsWith("lowAboveHigh T00 2026-11-12T05:00:00Z: open 11.0, high 10.0, low 12.0");
    assertThat(bars()).isEqualTo(40);
  }

  @Test
  void aListOfSplitsThatShrankLeavesAdjustedBarsAsTheyAre() throws IOException {
    liar.splits = SPLIT;
    liar.factor = 0.25;
    assertThat(run("--adjusted=both").code()).isEqualTo(ExitCode.DONE);
    byte[] before = Files.readAllBytes(file(true));
    liar.splits = "";

    MarketWorld.Outcome outcome = run("--adjusted=both");

    assertThat(outcome.code()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    assertThat(outcome.err()).contains("lacks 1 that it had, first T01 2026-11-18 1:4");
    assertThat(liar.requests("splits")).isEqualTo(3);
    assertThat(Files.readAllBytes(file(true))).isEqualTo(before);
  }

  @Test
  void whatTheApiContradictsIsReportedByEveryRunUntilItAgrees() {
    liar.splits = SPLIT;

    assertThat(run("--adjusted=both").code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(run("--adjusted=both").code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    liar.factor = 0.25;
    MarketWorld.Outcome outcome = run("--adjusted=both");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void anAdjustedAnswerWithoutBarsIsNoAgreement() {
    liar.date = LocalDate.parse("2026-11-09");
    liar.tickers = n -> n == 0 ? 40 : 0;
    run();
    liar.requests.clear();
    liar.tickers = n -> 0;

    MarketWorld.Outcome outcome = run("--adjusted=both", "--refetch=MISSING");

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.err()).contains("lack 40 of 40 tickers");
  }

  @Test
  void ofManyMonthsFiveAreCheckedTheFirstAndTheLastAmongThem() {
    List<LocalDate> twoYears =
        LocalDate.of(2024, 11, 20).datesUntil(LocalDate.of(2026, 11, 20)).toList();

    assertThat(AdjustedPart.some(twoYears))
        .containsExactly(
            LocalDate.of(2024, 11, 20),
            LocalDate.of(2025, 5, 1),
            LocalDate.of(2025, 11, 1),
            LocalDate.of(2026, 5, 1),
            LocalDate.of(2026, 11, 1));
  }

  @Test
  void aDateOfTheOtherSourceStaysUnlessAllIsAskedFor() {
    String[] range = {"--timespan=day", "--from=2026-11-16", "--to=2026-11-17"};
    world.run("--source=grouped", range[0], range[1], range[2]);
    String count = "SELECT count(vwap) > 0 FROM 'LAKE/market/timespan=1day/**/*.parquet'";

    MarketWorld.Outcome flat = world.run(range);
    assertThat(flat.code()).as(flat.err()).isEqualTo(ExitCode.DONE);
    assertThat(flat.count("same")).isEqualTo(2);
    assertThat(world.query(count)).containsExactly("true");

    MarketWorld.Outcome all = world.run(range[0], range[1], range[2], "--refetch=ALL");
    assertThat(all.count("replaced")).isEqualTo(2);
    assertThat(world.query(count)).containsExactly("false");
  }
}
