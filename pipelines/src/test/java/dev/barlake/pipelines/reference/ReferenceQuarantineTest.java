package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd rows and values do not hold back the others: they are NULL, or kept aside, and counted. */
@Tag("database")
class ReferenceQuarantineTest {
  private static final int TICKERS = 30;

  private final ListServer api = new ListServer();
  private DatabaseWeather weather;

  @BeforeEach
  void begin() {
    weather = new DatabaseWeather(TestDatabase.empty());
    api.serve(
        "tickers",
        lines("{'ticker':'T%1$02d','name':'Number %1$s','market':'stocks','active':true}"));
    api.serve(
        "delisted",
        List.of("{'ticker':'OLD','active':false,'delisted_utc':'2020-01-02T00:00:00Z'}"));
    api.serve(
        "dividends",
        lines(
            "{'id':'D%1$02d','ticker':'T%1$02d','cash_amount':0.%1$02d,'ex_dividend_date':'2024-03-14','pay_date':'2024-04-01'}"));
    api.serve(
        "splits",
        lines(
            "{'id':'S%1$02d','ticker':'T%1$02d','execution_date':'2024-03-14','split_from':1,'split_to':2}"));
  }

  @AfterEach
  void end() {
    api.close();
    weather.close();
  }

  private static List<String> lines(String format) {
    return IntStream.rangeClosed(1, TICKERS).mapToObj(i -> format.formatted(i)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void oneOddRowOfAKindDoesNotHoldBackTheRest(String runner) {
    api.change("tickers", 0, "{'name':'Nobody','market':'stocks','active':true}");
    api.change("dividends", 0, dividend(1, "'cash_amount':0.01,'pay_date':'0000-00-00'"));
    api.change("dividends", 1, dividend(2, "'cash_amount':''"));
    api.change("dividends", 2, dividend(3, "'cash_amount':0.03,'record_date':'0001-01-01'"));
    api.change("dividends", 3, dividend(4, "'cash_amount':0.04,'pay_date':'2024-13-01'"));
    api.change("dividends", 4, dividend(5, "'cash_amount':'five'"));

    World.Outcome outcome = run("--runner=" + runner);

    DatabaseWeather.requireDone(outcome);
    assertThat(counts(outcome, "tickers")).containsExactly(31, 30, 0, 0, 1, 0);
    assertThat(counts(outcome, "dividends")).containsExactly(30, 29, 3, 1, 1, 0);
    assertThat(counts(outcome, "splits")).containsExactly(30, 30, 0, 0, 0, 0);
    assertThat(
            weather.database.query(
                "SELECT id, cash_amount, record_date, pay_date FROM dividends WHERE id < 'D07' ORDER BY id"))
        .containsExactly(
            Arrays.asList("D01", "0.010000000000", null, null),
            Arrays.asList("D02", null, null, null),
            Arrays.asList("D03", "0.030000000000", null, null),
            Arrays.asList("D04", "0.040000000000", null, null),
            Arrays.asList("D06", "0.060000000000", null, "2024-04-01"));
    assertThat(
            weather.database.query(
                "SELECT list_name, position, column_name, left_out, ticker, row_id, reason FROM reference_quarantine ORDER BY 1, 2"))
        .containsExactly(
            Arrays.asList(
                "dividends",
                "4",
                "pay_date",
                "VALUE",
                "T04",
                "D04",
                "pay_date '2024-13-01' is no DATE"),
            Arrays.asList(
                "dividends",
                "5",
                "cash_amount",
                "ROW",
                "T05",
                "D05",
                "cash_amount 'five' is no DECIMAL"),
            Arrays.asList("stocks active", "1", "ticker", "ROW", null, null, "ticker is missing"));
    assertThat(outcome.summary().path("warnings")).hasSize(3);
    assertThat(outcome.err().lines())
        .contains(
            "stocks active: 1 rows do not fit and are kept aside: ticker is missing in"
                + " {\"name\":\"Nobody\",\"market\":\"stocks\",\"active\":true}");
    assertThat(
            weather.database.query(
                "SELECT nulled, malformed, quarantined, kept FROM reference_refreshes WHERE table_name = 'dividends'"))
        .containsExactly(List.of("3", "1", "1", "0"));
  }

  @Test
  void whatWasRightYesterdayStandsUntilItCanBeReadAgain() {
    DatabaseWeather.requireDone(run());
    String yesterday = weather.database.value("SELECT MAX(snapshot_at) FROM splits");
    api.change(
        "splits",
        6,
        "{'id':'S07','ticker':'T07','execution_date':'2024-03-14','split_from':1,'split_to':'?'}");
    api.change("delisted", 0, "{'ticker':'OLD','active':false,'delisted_utc':'long ago'}");

    World.Outcome odd = run();

    DatabaseWeather.requireDone(odd);
    assertThat(counts(odd, "splits")).containsExactly(30, 30, 0, 0, 1, 1);
    assertThat(odd.summary().path("tables").path("splits").path("removed").asInt()).isZero();
    assertThat(weather.database.query("SELECT split_to, snapshot_at FROM splits WHERE id = 'S07'"))
        .containsExactly(List.of("2.000000000000", yesterday));
    assertThat(
            weather.database.query(
                "SELECT delisted_on, snapshot_at FROM tickers WHERE ticker = 'OLD'"))
        .containsExactly(List.of("2020-01-02", yesterday));

    api.change(
        "splits",
        6,
        "{'id':'S07','ticker':'T07','execution_date':'2024-03-14','split_from':1,'split_to':3}");
    DatabaseWeather.requireDone(run());
    assertThat(weather.database.value("SELECT split_to FROM splits WHERE id = 'S07'"))
        .isEqualTo("3.000000000000");
  }

  @Test
  void whoWantsNoneIsToldOfTheFirst() {
    DatabaseWeather.requireDone(run());
    List<List<List<String>>> before = weather.contents();
    api.change("dividends", 4, dividend(5, "'cash_amount':'five'"));

    World.Outcome outcome = run("--maxQuarantine=0");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.summary().path("error").asText())
        .startsWith(
            "Cannot replace the tables: dividends: of 30 rows 1 do not fit, and 0 may;"
                + " to go on without them, raise --maxQuarantine: cash_amount 'five' is no DECIMAL in {");
    assertThat(weather.contents()).isEqualTo(before);
    assertThat(weather.leftovers()).isEmpty();
    assertThat(weather.status()).isEqualTo("refused");
  }

  @Test
  void aColumnThatCannotBeReadAnyMoreIsRefused() {
    DatabaseWeather.requireDone(run());
    List<List<List<String>>> before = weather.contents();
    List<String> american = new ArrayList<>();
    for (int i = 1; i <= TICKERS; i++) {
      american.add(dividend(i, "'cash_amount':0.5,'pay_date':'04/01/2024'"));
    }
    api.serve("dividends", american);
    World.Outcome outcome = run();
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.summary().path("error").asText())
        .contains("dividends: of 30 rows 30 do not fit, and 10 may");
    assertThat(weather.contents()).isEqualTo(before);
    DatabaseWeather.requireDone(run("--maxQuarantine=100"));
  }

  private World.Outcome run(String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--apiBaseUrl=" + api.url());
    return weather.run(all.toArray(String[]::new));
  }

  private static String dividend(int number, String rest) {
    return "{'id':'D%1$02d','ticker':'T%1$02d','ex_dividend_date':'2024-03-14',%2$s}"
        .formatted(number, rest);
  }

  /** Read, rows, nulled, malformed, quarantined, kept. */
  private static List<Integer> counts(World.Outcome outcome, String table) {
    return List.of("read", "rows", "nulled", "malformed", "quarantined", "kept").stream()
        .map(name -> outcome.summary().path("tables").path(table).path(name).asInt(-1))
        .toList();
  }
}
