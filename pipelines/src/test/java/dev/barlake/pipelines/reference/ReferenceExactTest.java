package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Dividend;
import dev.barlake.localstack.Listing;
import dev.barlake.localstack.Market;
import dev.barlake.pipelines.cli.ExitCode;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables hold what the market lists, each thing once, and a day later what it lists then. */
@Tag("database")
class ReferenceExactTest {
  @ParameterizedTest
  @CsvSource({"DirectRunner, 10", "FlinkRunner, 1500"})
  void everyRowOnceAndTheNextDayWhatIsNew(String runner, int universe) {
    try (ReferenceWorld world = ReferenceWorld.of(universe)) {
      Market market = world.api.market();
      ReferenceWorld.Outcome first = world.run("--runner=" + runner);
      assertThat(first.code()).as(first.out() + first.err()).isEqualTo(ExitCode.DONE);
      assertSame(world);
      assertThat(first.count("tickers", "repeated")).isEqualTo(market.repeatedTickers().size());
      assertThat(first.count("dividends", "repeated")).isEqualTo(market.repeatedDividends().size());
      assertThat(first.count("splits", "repeated"))
          .isPositive()
          .isEqualTo(market.splits().size() - world.trueSplits().size());
      assertThat(first.summary().path("news")).isEmpty();

      LocalDate today = market.today();
      market.delist("JPM", today);
      market.list(Listing.stock("NEWER", "Newer \"Quoted\" 🚀 Corp", 10, 100, 0.5).from(today));
      market.rename("KO", "Coca-Cola Company, The");
      market.addSplit("MSFT", today.plusDays(30), 1, 3);
      market.declareDividend(new Dividend("XOM", today.plusDays(20), 1.05, true));
      ReferenceWorld.Outcome second = world.run("--runner=" + runner);
      assertThat(second.code()).as(second.out() + second.err()).isEqualTo(ExitCode.DONE);
      assertSame(world);
      assertThat(second.news("listed")).isEqualTo("{\"count\":1,\"examples\":[\"NEWER\"]}");
      assertThat(second.news("delisted")).isEqualTo("{\"count\":1,\"examples\":[\"JPM\"]}");
      assertThat(second.news("splitsAnnounced")).isEqualTo("{\"count\":1,\"examples\":[\"MSFT\"]}");
      assertThat(second.news("dividendsDeclared"))
          .isEqualTo("{\"count\":1,\"examples\":[\"XOM\"]}");
      assertThat(second.count("tickers", "added")).as("NEWER, and JPM with its end").isEqualTo(2);
      assertThat(second.count("tickers", "removed")).as("JPM without an end").isEqualTo(1);
      assertThat(second.count("tickers", "changed")).as("KO").isEqualTo(1);
    }
  }

  @Test
  void theOlderEndpointsFillTheSameTables() {
    try (ReferenceWorld world = ReferenceWorld.of(20)) {
      assertThat(world.run().code()).isEqualTo(ExitCode.DONE);
      var dividends = world.dividends();
      String factors =
          "SELECT COUNT(*) FROM dividends WHERE historical_adjustment_factor IS NOT NULL AND distribution_type IS NOT NULL AND dividend_type IS NULL";
      assertThat(world.database.value(factors)).isEqualTo(Integer.toString(dividends.size()));
      ReferenceWorld.Outcome older = world.run("--corporateActions=v3");
      assertThat(older.code()).as(older.out() + older.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.database.value(factors)).isEqualTo("0");
      assertThat(world.database.value("SELECT COUNT(*) FROM dividends WHERE dividend_type IS NULL"))
          .isEqualTo("0");
      assertThat(world.dividends().values())
          .containsExactlyInAnyOrderElementsOf(dividends.values());
      assertThat(world.splits().keySet()).isEqualTo(world.trueSplits().keySet());
    }
  }

  @Test
  void chosenMarketsAreReadAndNoOthers() {
    try (ReferenceWorld world = ReferenceWorld.of(200)) {
      ReferenceWorld.Outcome outcome =
          world.run("--runner=FlinkRunner", "--markets=crypto,otc,indices");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.tickers())
          .containsKey("X:BTCUSD crypto 9999-12-31")
          .isEqualTo(world.trueTickers("crypto", "otc", "indices"));
      assertThat(world.api.requests())
          .noneMatch(request -> request.path().contains("market=stocks"));
    }
  }

  @Test
  void theViewsTellWhatTheTablesMean() {
    try (ReferenceWorld world = ReferenceWorld.of(30)) {
      assertThat(world.run().code()).isEqualTo(ExitCode.DONE);
      assertThat(world.database.query("SELECT ticker FROM active_stocks ORDER BY ticker"))
          .map(row -> row.get(0))
          .doesNotHaveDuplicates()
          .containsExactlyElementsOf(
              world.api.market().listings().stream()
                  .filter(listing -> listing.market().equals("stocks"))
                  .filter(listing -> listing.isListed(world.api.market().today()))
                  .map(Listing::ticker)
                  .sorted()
                  .toList());
      // AAPL: 1 to 4 in 2020 and 1 to 2 in 2024; TRUE: 10 to 1; NVDA's is announced only.
      assertThat(
              world.database.query(
                  "SELECT ticker, valid_from, valid_to, split_factor, cumulative_factor FROM split_factors WHERE ticker IN ('AAPL', 'TRUE', 'NVDA', 'KO') ORDER BY 1, 2"))
          .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
          .containsExactly(
              "AAPL 1000-01-01 2020-08-31",
              "AAPL 2020-08-31 2024-08-12",
              "KO 1000-01-01 2024-03-18",
              "TRUE 1000-01-01 2023-05-15");
      assertThat(factor(world, "AAPL", "2019-01-02")).isEqualTo(0.125);
      assertThat(factor(world, "AAPL", "2020-08-28")).isEqualTo(0.125);
      assertThat(factor(world, "AAPL", "2020-08-31")).isEqualTo(0.5);
      assertThat(factor(world, "TRUE", "2023-05-12")).isEqualTo(10.0);
      assertThat(factor(world, "KO", "2024-03-15")).isEqualTo(0.66666666666667);
    }
  }

  private static double factor(ReferenceWorld world, String ticker, String date) {
    return Double.parseDouble(
        world.database.value(
            "SELECT cumulative_factor FROM split_factors WHERE ticker = '%s' AND '%s' >= valid_from AND '%s' < valid_to"
                .formatted(ticker, date, date)));
  }

  @Test
  void aDryRunTouchesNothing() {
    try (ReferenceWorld world = ReferenceWorld.of(0)) {
      ReferenceWorld.Outcome outcome = world.run("--dryRun", "--markets=stocks,fx");
      assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.err())
          .contains("stocks active", "fx delisted", "/stocks/v1/dividends", "/stocks/v1/splits");
      assertThat(world.api.requests()).isEmpty();
      assertThat(world.database.tables()).isEmpty();
    }
  }

  private static void assertSame(ReferenceWorld world) {
    assertThat(world.tickers()).isEqualTo(world.trueTickers("stocks"));
    assertThat(world.dividends()).isEqualTo(world.trueDividends());
    assertThat(world.splits()).isEqualTo(world.trueSplits());
    List<List<String>> snapshots =
        world.database.query(
            "SELECT snapshot_at FROM tickers UNION SELECT snapshot_at FROM dividends UNION SELECT snapshot_at FROM splits UNION SELECT MAX(snapshot_at) FROM reference_refreshes WHERE status = 'done'");
    assertThat(snapshots).hasSize(1);
  }
}
