package dev.barlake.pipelines.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.Dividend;
import dev.barlake.localstack.Market;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.Split;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.localstack.TickerRow;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A market, an empty database, and {@code reference} run against them as a user would run it. */
final class ReferenceWorld implements AutoCloseable {
  static final Map<String, String> ENVIRONMENT =
      Map.of("MASSIVE_API_KEY", "local-api-key", "RDS_DATABASE_PASSWORD", MySqlServer.PASSWORD);

  final MarketSimulator api;
  final TestDatabase database;

  private ReferenceWorld(MarketSimulator api, TestDatabase database) {
    this.api = api;
    this.database = database;
  }

  /** With all that is odd in the vendor's lists. */
  static ReferenceWorld of(int universe) {
    return of(MarketSimulator.builder().oddities(true).universe(universe).start());
  }

  static ReferenceWorld of(MarketSimulator api) {
    return new ReferenceWorld(api, TestDatabase.empty());
  }

  /** What the command left behind. */
  record Outcome(ExitCode code, JsonNode summary, String out, String err) {
    long count(String table, String name) {
      return summary.path("tables").path(table).path(name).asLong(-1);
    }

    String news(String name) {
      return summary.path("news").path(name).toString();
    }
  }

  /** Runs {@code reference}; flags given win over this world's. */
  Outcome run(String... flags) {
    List<String> all = new ArrayList<>(Arrays.asList(flags));
    for (String flag :
        List.of(
            "--apiBaseUrl=" + api.url(),
            "--jdbcUrl=" + database.jdbcUrl(),
            "--jdbcUser=" + database.user(),
            "--requestsPerMinute=100000",
            "--parallelism=2",
            "--runner=DirectRunner")) {
      String name = flag.substring(0, flag.indexOf('=') + 1);
      if (all.stream().noneMatch(given -> given.startsWith(name))) {
        all.add(flag);
      }
    }
    return command(ENVIRONMENT, all.toArray(String[]::new));
  }

  /** Runs {@code reference} with exactly these flags and this environment. */
  static Outcome command(Map<String, String> environment, String... flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Reference.run(
            flags, environment, Clock.systemUTC(), new PrintStream(out), new PrintStream(err));
    String text = out.toString(StandardCharsets.UTF_8);
    try {
      String last = text.lines().reduce((a, b) -> b).orElse("{}");
      return new Outcome(
          code, new ObjectMapper().readTree(last), text, err.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("The last line is no JSON: " + text, e);
    }
  }

  /** The tables as they are, by key; all but {@code snapshot_at}. */
  Map<String, List<String>> tickers() {
    return byKey(
        "SELECT CONCAT(ticker, ' ', market, ' ', delisted_on), active, name, type, primary_exchange, cik, composite_figi, share_class_figi, delisted_utc, last_updated_utc FROM tickers");
  }

  Map<String, List<String>> dividends() {
    return byKey(
        "SELECT id, ticker, ex_dividend_date, cash_amount, currency, declaration_date, record_date, pay_date, frequency FROM dividends");
  }

  Map<String, List<String>> splits() {
    return byKey(
        "SELECT CONCAT(ticker, ' ', execution_date, ' ', split_from, ' ', split_to), adjustment_type FROM splits");
  }

  private Map<String, List<String>> byKey(String sql) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (List<String> row : database.query(sql)) {
      List<String> values = row.subList(1, row.size());
      if (rows.put(keyOf(row.get(0), values), values) != null) {
        throw new AssertionError("Twice there: " + row);
      }
    }
    return rows;
  }

  /** Where the market gave no id, it is ours to make: its row is known by its values. */
  private static String keyOf(String id, List<String> values) {
    return id.startsWith("derived:") ? "derived " + values : id;
  }

  /** What the market lists, as the table should have it. */
  Map<String, List<String>> trueTickers(String... markets) {
    Market market = api.market();
    Map<String, List<String>> rows = new LinkedHashMap<>();
    List<TickerRow> served = new ArrayList<>(market.tickerRows());
    // A row that comes again is the newer one.
    served.addAll(market.repeatedTickers());
    for (TickerRow row : served) {
      if (List.of(markets).contains(row.listing().market())) {
        boolean active = row.listing().isListed(market.today());
        Optional<String> delisted = row.delistedUtc();
        String until =
            active ? "9999-12-31" : delisted.map(at -> at.substring(0, 10)).orElse("9999-12-31");
        rows.put(
            row.listing().ticker() + " " + row.listing().market() + " " + until,
            Arrays.asList(
                active ? "1" : "0",
                row.listing().name(),
                blankAsNull(row.listing().type()),
                blankAsNull(row.listing().exchange()),
                row.cik().orElse(null),
                row.compositeFigi().orElse(null),
                row.shareClassFigi().orElse(null),
                delisted.map(ReferenceWorld::datetime).orElse(null),
                row.lastUpdated().map(at -> datetime(at.toString())).orElse(null)));
      }
    }
    return rows;
  }

  private static String blankAsNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** As the driver shows a DATETIME(6): six digits, the rest cut, or none. */
  private static String datetime(String instant) {
    String text = instant.replace('T', ' ').replace("Z", "");
    return text.length() > 26 ? text.substring(0, 26) : text;
  }

  Map<String, List<String>> trueDividends() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (Dividend dividend : api.market().dividends()) {
      List<String> values =
          Arrays.asList(
              dividend.ticker(),
              dividend.exDividendDate().toString(),
              decimal(BigDecimal.valueOf(dividend.cashAmount())),
              dividend.blanks().contains("currency") ? null : dividend.currency(),
              text(dividend.declarationDate()),
              text(dividend.recordDate()),
              text(dividend.payDate()),
              Integer.toString(dividend.frequency()));
      rows.put(dividend.blanks().contains("id") ? "derived " + values : dividend.id(), values);
    }
    return rows;
  }

  private static String text(Optional<LocalDate> date) {
    return date.map(LocalDate::toString).orElse(null);
  }

  /** Each once, also those that the vendor lists again under another id. */
  Map<String, List<String>> trueSplits() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (Split split : api.market().splits()) {
      rows.put(
          "%s %s %s %s"
              .formatted(
                  split.ticker(),
                  split.executionDate(),
                  decimal(split.splitFrom()),
                  decimal(split.splitTo())),
          List.of(split.adjustmentType()));
    }
    return rows;
  }

  private static String decimal(BigDecimal number) {
    return number.setScale(12).toPlainString();
  }

  @Override
  public void close() {
    api.close();
  }
}
