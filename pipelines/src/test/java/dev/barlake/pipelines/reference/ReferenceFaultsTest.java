package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.pipelines.cli.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the API does, the tables are replaced by whole lists or left as they were. */
@Tag("database")
class ReferenceFaultsTest {
  private static final String DIVIDENDS = "/stocks/v1/dividends";

  /** Faults that pass are survived, those that stay are told with the right exit code. */
  static Stream<Arguments> lastingFaults() {
    return Stream.of(
        Arguments.of(new Fault.Forbidden(), ExitCode.FAILED_REQUESTS, "403"),
        Arguments.of(new Fault.NotFound(), ExitCode.FAILED_REQUESTS, "404"),
        Arguments.of(
            new Fault.EmptyOk(Fault.In.LISTS), ExitCode.FAILED_REQUESTS, "dividends: 0 rows, and"),
        Arguments.of(new Fault.ShortList(0.5), ExitCode.FAILED_REQUESTS, "--maxShrink=100"),
        Arguments.of(
            new Fault.RepeatedPage(Fault.In.LISTS),
            ExitCode.TRY_AGAIN_LATER,
            "leads back to a page"));
  }

  @ParameterizedTest
  @MethodSource("lastingFaults")
  void aListThatIsRefusedShortOrEndlessLeavesTheTables(Fault fault, ExitCode code, String told) {
    try (ReferenceWorld world = ReferenceWorld.of(0)) {
      assertThat(world.run().code()).isEqualTo(ExitCode.DONE);
      List<List<String>> before = all(world);
      world.api.market().delist("JPM", world.api.market().today());
      world.api.inject(Injection.of(fault).pathContaining(DIVIDENDS).forever());

      ReferenceWorld.Outcome outcome = world.run();

      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(code);
      assertThat(outcome.summary().path("error").asText()).contains("dividends", told);
      assertThat(outcome.err()).contains(told);
      assertThat(all(world)).isEqualTo(before);
      assertThat(world.database.tables()).noneMatch(table -> table.contains("__"));
      assertThat(
              world.database.value(
                  "SELECT error FROM reference_refreshes WHERE table_name = 'dividends' ORDER BY id DESC LIMIT 1"))
          .contains(told);
    }
  }

  /** One of those that the client's own tests go through. */
  @Test
  void aPageThatBreaksOnceIsAskedForAgain() {
    try (ReferenceWorld world = ReferenceWorld.of(400)) {
      world.api.inject(Injection.of(new Fault.CutBody(4000)).pathContaining(DIVIDENDS).page(2));
      ReferenceWorld.Outcome outcome = world.run("--runner=FlinkRunner");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.summary().path("api").path("retries").asLong()).isPositive();
      assertThat(world.dividends()).isEqualTo(world.trueDividends());
    }
  }

  @Test
  void aFirstRefreshTakesNoEmptyListForTheTruth() {
    try (ReferenceWorld world = ReferenceWorld.of(0)) {
      world.api.inject(
          Injection.of(new Fault.EmptyOk(Fault.In.LISTS)).pathContaining("/splits").forever());
      ReferenceWorld.Outcome outcome = world.run();
      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.summary().path("error").asText())
          .isEqualTo(
              "Cannot replace the tables: splits: the list is empty; if that is right, run with --maxShrink=100");
      assertThat(world.tickers()).isEmpty();
    }
  }

  @Test
  void aKeyThatIsNotAcceptedIsAnErrorAndIsNotTold() {
    try (ReferenceWorld world =
        ReferenceWorld.of(MarketSimulator.builder().apiKey("another-key").start())) {
      ReferenceWorld.Outcome outcome = world.run();
      assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
      assertThat(outcome.summary().path("error").asText()).contains("401");
      assertThat(outcome.out() + outcome.err()).doesNotContain("local-api-key", "local-password");
    }
  }

  @Test
  void allMistakesInTheFlagsAreToldAtOnce() {
    ReferenceWorld.Outcome outcome =
        ReferenceWorld.command(
            Map.of(),
            "--markets=stocks,bonds",
            "--maxShrink=101",
            "--maxQuarantine=-0.1",
            "--corporateActions=v2",
            "--requestsPerMinute=0",
            "--market=stocks");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(outcome.err())
        .contains(
            "--markets: 'bonds' is none of stocks, otc, indices, crypto, fx",
            "--maxShrink=101 is no percentage",
            "--maxQuarantine=-0.1 is no percentage from 0 to 100",
            "--corporateActions=v2 is not v1 or v3",
            "--requestsPerMinute must be at least 1",
            "there is no flag named 'market'",
            "POLYGON_TICKERS_API_KEY, MASSIVE_API_KEY",
            "POLYGON_DIVIDENDS_API_KEY",
            "POLYGON_SPLITS_API_KEY",
            "reference needs --jdbcUrl, or RDS_DATABASE_HOST",
            "RDS_DATABASE_PASSWORD");
  }

  /** All rows of all tables, with their snapshot. */
  private static List<List<String>> all(ReferenceWorld world) {
    return Stream.of("tickers", "dividends", "splits")
        .flatMap(
            table -> world.database.query("SELECT * FROM " + table + " ORDER BY 1, 2, 3").stream())
        .toList();
  }
}
