package dev.barlake.reference;

import dev.barlake.model.Market;
import dev.barlake.reference.Verdict.News;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The loaded rows beside those that people read now; the database compares, only counts travel. */
final class Comparison {
  private static final int EXAMPLES = 10;

  private final Handle handle;
  private final Staging staging;
  private final LocalDate today;

  Comparison(Handle handle, Staging staging, Instant snapshotAt) {
    this.handle = handle;
    this.staging = staging;
    this.today = LocalDate.ofInstant(snapshotAt, Market.STOCKS.zone());
  }

  /**
   * A part of a table that a list fills.
   *
   * @param name as {@code tickers stocks active}, or the table's
   * @param before rows that people read now
   * @param after loaded rows
   */
  record Group(String name, long before, long after) {}

  /**
   * Builds the indexes that loading goes without. And the server still believes the staging tables
   * to be empty, and would join them by brute force.
   */
  void prepare() {
    for (String table : Staging.replaced()) {
      PlainIndexes built = PlainIndexes.of(handle, staging.stage(table));
      PlainIndexes.of(handle, table).without(built).addTo(handle, staging.stage(table));
    }
    for (ReferenceTable table : ReferenceTable.values()) {
      handle.select("ANALYZE TABLE " + staging.stage(table)).mapToMap().list();
    }
  }

  /**
   * How a table would change.
   *
   * @param rows loaded
   * @param added keys that the table does not have
   * @param removed keys that only the table has
   * @param changed rows with other values
   */
  record Counts(long rows, long added, long removed, long changed) {}

  /** How a table would change; one pass over both. */
  Counts of(ReferenceTable table) {
    String query =
        """
        SELECT COUNT(*) AS next, COUNT(b.%1$s) AS kept, COALESCE(SUM(b.%1$s IS NOT NULL AND NOT (%2$s)), 0) AS changed
        FROM %3$s a LEFT JOIN %4$s b ON %5$s"""
            .formatted(
                table.primaryKey().get(0),
                same(compared(table), "<=>"),
                staging.stage(table),
                table.tableName(),
                same(table.primaryKey(), "="));
    long before = count("SELECT COUNT(*) FROM " + table.tableName());
    return handle
        .select(query)
        .map(
            (row, context) ->
                new Counts(
                    row.getLong("next"),
                    row.getLong("next") - row.getLong("kept"),
                    before - row.getLong("kept"),
                    row.getLong("changed")))
        .one();
  }

  private static String same(List<String> columns, String operator) {
    return columns.stream()
        .map(column -> "a.%1$s %2$s b.%1$s".formatted(column, operator))
        .collect(Collectors.joining(" AND "));
  }

  /** The vendor touches last_updated_utc of rows that it does not change. */
  private static List<String> compared(ReferenceTable table) {
    return table.columns().stream()
        .map(Column::name)
        .filter(name -> !name.equals("last_updated_utc"))
        .toList();
  }

  /** Sizes before and after of all lists, also of those that one side does not have. */
  List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    Map<String, Long> before = tickers(ReferenceTable.TICKERS.tableName());
    Map<String, Long> after = tickers(staging.stage(ReferenceTable.TICKERS));
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      groups.add(new Group(name, before.getOrDefault(name, 0L), after.getOrDefault(name, 0L)));
    }
    for (ReferenceTable table : List.of(ReferenceTable.DIVIDENDS, ReferenceTable.SPLITS)) {
      groups.add(
          new Group(
              table.tableName(),
              count("SELECT COUNT(*) FROM " + table.tableName()),
              count("SELECT COUNT(*) FROM " + staging.stage(table))));
    }
    return groups;
  }

  private Map<String, Long> tickers(String table) {
    Map<String, Long> counts = new LinkedHashMap<>();
    handle
        .select("SELECT market, active, COUNT(*) AS size FROM %s GROUP BY 1, 2".formatted(table))
        .map(
            (row, context) ->
                Map.entry(
                    row.getString("market") + (row.getBoolean("active") ? " active" : " delisted"),
                    row.getLong("size")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  /** What happened between the rows of now and the loaded ones. */
  Map<String, News> news() {
    String tickersNow = ReferenceTable.TICKERS.tableName();
    String tickersNext = staging.stage(ReferenceTable.TICKERS);
    Map<String, News> news = new LinkedHashMap<>();
    news.put("listed", news(activeOnlyIn(tickersNext, tickersNow)));
    news.put("delisted", news(activeOnlyIn(tickersNow, tickersNext)));
    news.put(
        "splitsAnnounced",
        news(
            announced(
                ReferenceTable.SPLITS,
                "execution_date",
                List.of("ticker", "execution_date", "split_from", "split_to"))));
    news.put(
        "dividendsDeclared",
        news(announced(ReferenceTable.DIVIDENDS, "ex_dividend_date", List.of("id"))));
    return news;
  }

  private static String activeOnlyIn(String in, String from) {
    return """
        SELECT a.ticker FROM %s a LEFT JOIN %s b
          ON b.ticker = a.ticker AND b.market = a.market AND b.active
        WHERE a.active AND b.ticker IS NULL"""
        .formatted(in, from);
  }

  private String announced(ReferenceTable table, String date, List<String> key) {
    return """
        SELECT a.ticker FROM %s a LEFT JOIN %s b ON %s
        WHERE a.%s >= DATE '%s' AND a.ticker IS NOT NULL AND b.id IS NULL"""
        .formatted(staging.stage(table), table.tableName(), same(key, "="), date, today);
  }

  private News news(String tickers) {
    return new News(
        count("SELECT COUNT(*) FROM (%s) AS found".formatted(tickers)),
        handle
            .select(
                "SELECT DISTINCT ticker FROM (%s) AS found ORDER BY 1 LIMIT %s"
                    .formatted(tickers, EXAMPLES))
            .mapTo(String.class)
            .list());
  }

  private long count(String query) {
    return handle.select(query).mapTo(Long.class).one();
  }
}
