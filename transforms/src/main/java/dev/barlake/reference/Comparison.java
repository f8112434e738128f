package dev.barlake.reference;

import dev.barlake.model.Market;
import dev.barlake.reference.Verdict.News;
import dev.barlake.reference.Verdict.TableChange;
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

  /** How a table would change. */
  TableChange of(ReferenceTable table, long read, long repeated) {
    String next = staging.stage(table);
    String now = table.tableName();
    return new TableChange(
        read,
        repeated,
        count("SELECT COUNT(*) FROM " + next),
        count(missing(next, now, table)),
        count(missing(now, next, table)),
        count(
            "SELECT COUNT(*) FROM %s a JOIN %s b ON %s WHERE NOT (%s)"
                .formatted(
                    next, now, same(table.primaryKey(), "="), same(compared(table), "<=>"))));
  }

  private static String missing(String in, String from, ReferenceTable table) {
    return "SELECT COUNT(*) FROM %s a LEFT JOIN %s b ON %s WHERE b.%s IS NULL"
        .formatted(in, from, same(table.primaryKey(), "="), table.primaryKey().get(0));
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
                "SELECT DISTINCT ticker FROM (%s) AS found ORDER BY 1 LIMIT %d"
                    .formatted(tickers, EXAMPLES))
            .mapTo(String.class)
            .list());
  }

  private long count(String query) {
    return handle.select(query).mapTo(Long.class).one();
  }
}
