package dev.barlake.pipelines.aggregates;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.localstack.Listing;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Flags;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    Files.writeString(file, "\uFEFFAAPL\r\n# ours\r\nKO\r\n\r\nBRK.B # two classes\n  AAPL\nKO\n");
    assertThat(load("@" + file)).containsExactly("AAPL", "BRK.B", "KO");
  }

  @Test
  void aFileThatIsMissingOrEmptyOrNoListIsNamed() throws IOException {
    assertThatThrownBy(() -> load("@" + dir.resolve("none.txt")))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("--tickers=@" + dir.resolve("none.txt") + " does not exist");
    assertThatThrownBy(() -> load("@" + dir))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("--tickers=@" + dir + " is a directory");
    assertThatThrownBy(() -> load("@gs://bucket/list.txt"))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("--tickers=@gs://bucket/list.txt cannot be read: only s3://");
    assertThatThrownBy(() -> load("@"))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("--tickers=@ names no file");
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
  void aNumberSignWithinATickerIsPartOfIt() throws IOException {
    Path file = dir.resolve("tickers.txt");
    Files.writeString(file, "WYND#\n#WYND\n  # KO\nA#B\t# ours\nJPM #\n");
    assertThat(load("@" + file)).containsExactly("A#B", "JPM", "WYND#");
  }

  @Test
  void aFileThatIsNoTextIsRefusedInOneSentence() throws IOException {
    Path binary = Files.write(dir.resolve("binary"), new byte[] {'K', 'O', '\n', 0, 7, 27});
    Path latin = Files.write(dir.resolve("latin"), "Société\n".getBytes(ISO_8859_1));
    Path wide = Files.write(dir.resolve("wide"), "KO\nJPM\n".getBytes(UTF_16LE));
    for (Path file : List.of(binary, latin, wide)) {
      assertThatThrownBy(() -> load("@" + file))
          .isInstanceOf(BadOptionsException.class)
          .hasMessage(
              "Cannot start:\n  - --tickers=@"
                  + file
                  + " is no text in UTF-8 with one ticker a line");
    }
  }

  @Test
  void whatCannotBeATickerIsToldInAFewShortLines() throws IOException {
    Path long1 = Files.writeString(dir.resolve("long.txt"), "A".repeat(10_000));
    assertThatThrownBy(() -> load("@" + long1))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("(10000 characters)' cannot be a ticker")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    Path table = dir.resolve("table.csv");
    Files.writeString(table, "KO,Coca-Cola\n".repeat(3) + words(1000));
    assertThatThrownBy(() -> load("@" + table))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("and 996 more")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(7));
    assertThatThrownBy(() -> load("KO,\u201cJPM\u201d,X\u00a0OM"))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContainingAll("'\u201cJPM\u201d' cannot be", "'X\u00a0OM' cannot be");
    assertThatThrownBy(() -> load(" , ,"))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("names no ticker");
  }

  /** Lines that differ, with a space in each. */
  private static String words(int lines) {
    return IntStream.range(0, lines).mapToObj(i -> "some " + i).collect(Collectors.joining("\n"));
  }

  @Test
  void twoHundredThousandLinesAreRead() throws IOException {
    Path many = dir.resolve("many.txt");
    Files.write(many, IntStream.range(0, 200_000).mapToObj(i -> "T" + i).toList());
    assertThat(load("@" + many)).hasSize(200_000);
  }

  @Test
  void allAreTheListedAndTheDelistedOverAllPages() {
    try (MarketSimulator simulator = MarketSimulator.builder().universe(1500).start()) {
      MarketApi api =
          MarketApi.shared(
              MarketApiConfig.of(URI.create(simulator.url()), 100_000), "local-api-key");
      assertThat(source("all", Map.of()).load(() -> api, Set::of))
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
    TestDatabase database = TestDatabase.empty();
    database.execute(
        "CREATE TABLE tickers (ticker VARCHAR(20) COLLATE utf8mb4_bin)",
        "INSERT INTO tickers VALUES ('KO'), ('BCpC'), ('BCPC'), (NULL), ('KO')");
    URI place = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    Map<String, String> environment =
        Map.of(
            "RDS_DATABASE_HOST", place.getHost(),
            "RDS_DATABASE_PORT", Integer.toString(place.getPort()),
            "RDS_DATABASE_DBNAME", place.getPath().substring(1),
            "RDS_DATABASE_USER", database.user(),
            "RDS_DATABASE_PASSWORD", MySqlServer.PASSWORD);
    TickerSource source = source("sql:SELECT ticker FROM tickers", environment);
    assertThat(source.load(TickerSourceTest::noApi, Set::of)).containsExactly("BCPC", "BCpC", "KO");
    assertThat(source.toString()).doesNotContain(MySqlServer.PASSWORD);
    assertThatThrownBy(
            () ->
                source("sql:SELECT ticker FROM tickers WHERE ticker = ''", environment)
                    .load(TickerSourceTest::noApi, Set::of))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("names no ticker");
    assertThatThrownBy(
            () ->
                source("sql:SELECT nothing FROM nowhere", environment)
                    .load(TickerSourceTest::noApi, Set::of))
        .hasMessageContaining(
            "Cannot read tickers by SELECT nothing FROM nowhere in " + database.jdbcUrl())
        .hasMessageContaining("nowhere")
        .hasMessageNotContaining(MySqlServer.PASSWORD);

    World.Outcome refused =
        World.command(
            environment,
            "--tickers=sql:SELECT ticker FROM tickers",
            "--jdbcUser=nobody",
            "--from=2024-01-02",
            "--dryRun",
            "--lake=" + dir.resolve("lake"));
    assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
    assertThat(refused.err())
        .contains("Cannot connect to " + database.jdbcUrl() + " as nobody")
        .contains("Access denied", "check --jdbcUser and RDS_DATABASE_PASSWORD");
    assertThat(refused.err() + refused.out()).doesNotContain(MySqlServer.PASSWORD);
    assertThat(dir.resolve("lake")).doesNotExist();
  }

  @Test
  void whatAQueryNeedsIsTold() {
    Flags<AggregatesOptions> flags = flags("sql:SELECT 1", Map.of());
    TickerSource.parse(flags);
    assertThatThrownBy(flags::refuseMistakes)
        .hasMessageContaining("RDS_DATABASE_HOST")
        .hasMessageContaining("RDS_DATABASE_PASSWORD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://host/db?password=secret",
        "jdbc:mysql://host/db?user=me",
        "jdbc:mysql://me:secret@host/db"
      })
  void aUrlWithUserOrPasswordIsRefused(String url) {
    Map<String, String> environment = Map.of("RDS_DATABASE_PASSWORD", "p");
    Flags<AggregatesOptions> flags =
        new Flags<>(
            AggregatesOptions.class,
            environment,
            Clock.systemUTC(),
            "--tickers=sql:SELECT 1",
            "--jdbcUser=me",
            "--jdbcUrl=" + url);
    TickerSource.parse(flags);
    assertThatThrownBy(flags::refuseMistakes)
        .hasMessageContaining("--jdbcUrl must hold neither user nor password")
        .hasMessageNotContaining("secret");
  }

  private static MarketApi noApi() {
    throw new AssertionError("The API was asked for tickers that it is not the source of");
  }

  private static List<String> load(String tickers) {
    return source(tickers, Map.of()).load(TickerSourceTest::noApi, Set::of);
  }

  private static TickerSource source(String tickers, Map<String, String> environment) {
    Flags<AggregatesOptions> flags = flags(tickers, environment);
    TickerSource source = TickerSource.parse(flags);
    flags.refuseMistakes();
    return source;
  }

  private static Flags<AggregatesOptions> flags(String tickers, Map<String, String> environment) {
    return new Flags<>(
        AggregatesOptions.class, environment, Clock.systemUTC(), "--tickers=" + tickers);
  }
}
