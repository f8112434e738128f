package dev.barlake.databricks;

import dev.barlake.localstack.Market;
import dev.barlake.localstack.TrueBar;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** What the tables must hold, computed from the market itself: half-hour bars of some tickers. */
record Truth(Market market, List<String> tickers, LocalDate from, LocalDate to) {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** All bars as lines of text, sorted. */
  List<String> bars() {
    List<String> lines = new ArrayList<>();
    for (String ticker : tickers) {
      for (boolean adjusted : List.of(false, true)) {
        for (TrueBar bar : bars(ticker, adjusted)) {
          lines.add(
              line(
                  ticker,
                  adjusted,
                  bar.windowStart().toEpochMilli(),
                  date(ticker, bar),
                  session(ticker, bar),
                  bar.open(),
                  bar.high(),
                  bar.low(),
                  bar.close(),
                  bar.volume(),
                  bar.vwap().isPresent() ? bar.vwap().getAsDouble() : null,
                  bar.transactions().isPresent() ? bar.transactions().getAsLong() : null));
        }
      }
    }
    return sorted(lines);
  }

  /** The same of {@code silver_bars}. */
  static final String BARS =
      """
      SELECT ticker, adjusted, unix_millis(window_start), trade_date, session, open, high, low, close, volume, vwap, transactions
      FROM silver_bars""";

  /** One bar for each session, as lines of text, sorted. */
  List<String> sessions() {
    List<String> lines = new ArrayList<>();
    for (String ticker : tickers) {
      for (boolean adjusted : List.of(false, true)) {
        Map<String, List<TrueBar>> sessions =
            bars(ticker, adjusted).stream()
                .collect(
                    Collectors.groupingBy(
                        bar -> date(ticker, bar) + " " + session(ticker, bar),
                        TreeMap::new,
                        Collectors.toList()));
        sessions.forEach((key, bars) -> lines.add(session(ticker, adjusted, key.split(" "), bars)));
      }
    }
    return sorted(lines);
  }

  private static String session(String ticker, boolean adjusted, String[] key, List<TrueBar> bars) {
    double volume = 0;
    double weighed = 0;
    double weight = 0;
    for (TrueBar bar : bars) {
      volume += bar.volume();
      if (bar.vwap().isPresent()) {
        weighed += bar.vwap().getAsDouble() * bar.volume();
        weight += bar.volume();
      }
    }
    return line(
        ticker,
        adjusted,
        key[0],
        key[1],
        bars.get(0).open(),
        bars.stream().mapToDouble(TrueBar::high).max().orElseThrow(),
        bars.stream().mapToDouble(TrueBar::low).min().orElseThrow(),
        bars.get(bars.size() - 1).close(),
        volume,
        weight == 0 ? null : weighed / weight,
        bars.size());
  }

  /** The same of {@code gold_session_bars}. */
  static final String SESSIONS =
      """
      SELECT ticker, adjusted, trade_date, session, open, high, low, close, volume, vwap, bars
      FROM gold_session_bars""";

  /** The first price from the close on, which is the auction's; else the last one before it. */
  Map<LocalDate, Double> closes(String ticker, boolean adjusted) {
    Map<LocalDate, Double> closes = new TreeMap<>();
    for (TrueBar bar : bars(ticker, adjusted)) {
      String session = session(ticker, bar);
      if (session.matches("regular|continuous")) {
        closes.put(date(ticker, bar), bar.close());
      } else if (session.equals("closing")) {
        closes.put(date(ticker, bar), bar.open());
      }
    }
    return closes;
  }

  List<TrueBar> bars(String ticker, boolean adjusted) {
    ZoneId zone = zone(ticker);
    return market.bars(
        ticker,
        30,
        "minute",
        adjusted,
        from.atStartOfDay(zone).toInstant(),
        to.plusDays(1).atStartOfDay(zone).toInstant());
  }

  private static ZoneId zone(String ticker) {
    return ticker.startsWith("X:") ? ZoneOffset.UTC : NEW_YORK;
  }

  private static LocalDate date(String ticker, TrueBar bar) {
    return LocalDate.ofInstant(bar.windowStart(), zone(ticker));
  }

  /** There is no half day in what is tested with it. */
  private static String session(String ticker, TrueBar bar) {
    if (ticker.startsWith("X:")) {
      return "continuous";
    }
    LocalTime time = LocalTime.ofInstant(bar.windowStart(), NEW_YORK);
    if (time.isBefore(LocalTime.of(9, 30))) {
      return "pre";
    }
    if (time.equals(LocalTime.of(16, 0))) {
      return "closing";
    }
    return time.isBefore(LocalTime.of(16, 0)) ? "regular" : "post";
  }

  /** Rows as lines of text, sorted. */
  static List<String> lines(List<Row> rows) {
    return sorted(
        rows.stream()
            .map(
                row -> {
                  Object[] values = new Object[row.size()];
                  Arrays.setAll(values, row::get);
                  return line(values);
                })
            .toList());
  }

  /** Doubles to 14 digits: sums of the same numbers in the same order agree to more. */
  private static String line(Object... values) {
    return Arrays.stream(values)
        .map(
            value ->
                value instanceof Double number
                    ? new BigDecimal(number)
                        .round(new MathContext(14))
                        .stripTrailingZeros()
                        .toPlainString()
                    : value instanceof Instant instant
                        ? Long.toString(instant.toEpochMilli())
                        : Objects.toString(value))
        .collect(Collectors.joining(" "));
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }
}
