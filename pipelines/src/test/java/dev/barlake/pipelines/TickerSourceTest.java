package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.localstack.Listing;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.MarketApiConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickers come sorted, each once, spelt as they are, from wherever they come. */
class TickerSourceTest {
  @TempDir Path dir;

  @Test
  void aListIsSortedAndEachIsThereOnce() {
    assertThat(load("KO, AAPL,BCpC,KO ,BCPC,,001"))
        .containsExactly("001", "AAPL", "BCPC", "BCpC", "KO");
  }

  @Test
  void aFileHasOneALineAndComments() throws IOException {
    Path file = dir.resolve("tickers.txt");
    Files.writeString(file, "# ours\r\nKO\r\n\r\nBRK.B # two classes\n  AAPL\nKO\n");
    assertThat(load("@" + file)).containsExactly("AAPL", "BRK.B", "KO");
  }

  @Test
  void aFileThatIsMissingOrEmptyOrNoListIsNamed() throws IOException {
    assertThatThrownBy(() -> load("@" + dir.resolve("none.txt")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot read the tickers in " + dir.resolve("none.txt"));
    Path empty = Files.writeString(dir.resolve("empty.txt"), "# none yet\n");
    assertThatThrownBy(() -> load("@" + empty))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("@" + empty + " names no ticker");
    Path wrong = Files.writeString(dir.resolve("wrong.txt"), "KO JPM\n");
    assertThatThrownBy(() -> load("@" + wrong))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("'KO JPM' cannot be a ticker");
  }

  @Test
  void allAreTheListedAndTheDelistedOverAllPages() {
    try (MarketSimulator simulator = MarketSimulator.builder().universe(1500).start()) {
      MarketApi api =
          MarketApi.shared(
              MarketApiConfig.of(URI.create(simulator.url()), 100_000), "local-api-key");
      assertThat(source("all", Map.of()).load(() -> api))
          .contains("GONE", "NEWC", "BCpC", "SIM01500")
          .containsExactlyElementsOf(
              simulator.market().listings().stream()
                  .filter(listing -> listing.market().equals("stocks"))
                  .map(Listing::ticker)
                  .sorted()
                  .toList());
    }
  }

  @Test
  void aQueryIsAskedWithThePasswordOfTheEnvironmentAndNeverTellsIt() throws Exception {
    try (MySqlServer server = MySqlServer.start()) {
      Map<String, String> environment =
          Map.of(
              "RDS_DATABASE_HOST", server.host(),
              "RDS_DATABASE_PORT", Integer.toString(server.port()),
              "RDS_DATABASE_DBNAME", MySqlServer.DATABASE,
              "RDS_DATABASE_USER", MySqlServer.USER,
              "RDS_DATABASE_PASSWORD", MySqlServer.PASSWORD);
      try (Connection connection =
              DriverManager.getConnection(
                  server.jdbcUrl(), MySqlServer.USER, MySqlServer.PASSWORD);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE tickers (ticker VARCHAR(20) COLLATE utf8mb4_bin)");
        statement.execute("INSERT INTO tickers VALUES ('KO'), ('BCpC'), ('BCPC'), (NULL), ('KO')");
      }
      TickerSource source = source("sql:SELECT ticker FROM tickers", environment);
      assertThat(source.load(TickerSourceTest::noApi)).containsExactly("BCPC", "BCpC", "KO");
      assertThat(source.toString()).doesNotContain(MySqlServer.PASSWORD);
      assertThatThrownBy(
              () ->
                  source("sql:SELECT ticker FROM tickers WHERE ticker = ''", environment)
                      .load(TickerSourceTest::noApi))
          .isInstanceOf(BadOptionsException.class)
          .hasMessageContaining("names no ticker");
      assertThatThrownBy(
              () ->
                  source("sql:SELECT nothing FROM nowhere", environment)
                      .load(TickerSourceTest::noApi))
          .hasMessageContaining("Cannot read tickers from " + server.jdbcUrl())
          .hasMessageContaining("nowhere")
          .hasMessageNotContaining(MySqlServer.PASSWORD);

      World.Outcome refused =
          World.command(
              Map.of("MASSIVE_API_KEY", "local-api-key", "RDS_DATABASE_PASSWORD", "wrong-secret"),
              "--tickers=sql:SELECT ticker FROM tickers",
              "--jdbcUrl=" + server.jdbcUrl(),
              "--jdbcUser=" + MySqlServer.USER,
              "--from=2024-01-02",
              "--lake=" + dir.resolve("lake"));
      assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
      assertThat(refused.err())
          .contains("Cannot read tickers from " + server.jdbcUrl() + " as barlake by SELECT")
          .contains("Access denied");
      assertThat(refused.err() + refused.out()).doesNotContain("wrong-secret");
      assertThat(dir.resolve("lake")).doesNotExist();
    }
  }

  @Test
  void whatAQueryNeedsIsTold() {
    List<String> mistakes = new ArrayList<>();
    TickerSource.parse(options("sql:SELECT 1"), Map.of(), mistakes);
    assertThat(mistakes)
        .hasSize(2)
        .anyMatch(mistake -> mistake.contains("RDS_DATABASE_HOST"))
        .anyMatch(mistake -> mistake.contains("RDS_DATABASE_PASSWORD"));
  }

  private static MarketApi noApi() {
    throw new AssertionError("The API was asked for tickers that it is not the source of");
  }

  private static List<String> load(String tickers) {
    return source(tickers, Map.of()).load(TickerSourceTest::noApi);
  }

  private static TickerSource source(String tickers, Map<String, String> environment) {
    List<String> mistakes = new ArrayList<>();
    TickerSource source = TickerSource.parse(options(tickers), environment, mistakes);
    assertThat(mistakes).isEmpty();
    return source;
  }

  private static AggregatesOptions options(String tickers) {
    AggregatesOptions options = PipelineOptionsFactory.as(AggregatesOptions.class);
    options.setTickers(tickers);
    return options;
  }
}
