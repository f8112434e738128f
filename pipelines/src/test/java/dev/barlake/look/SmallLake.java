package dev.barlake.look;

import dev.barlake.aggregates.Attempt;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.market.FlatFileConversion;
import dev.barlake.market.MarketTree;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/** Puts a few bars and runs into a lake, through the lake's own doors. */
final class SmallLake {
  static final BarSeries AAPL = new BarSeries("AAPL", 1, Timespan.HOUR, true);
  static final BarSeries AAPL_RAW = new BarSeries("AAPL", 1, Timespan.HOUR, false);
  static final BarSeries NULL = new BarSeries("NULL", 1, Timespan.DAY, false);

  private final Lake lake;

  SmallLake(Lake lake) {
    this.lake = lake;
  }

  /** Covers dates, both included, with one bar at noon of each trading day. */
  SmallLake bars(BarSeries series, String from, String to, String splits) {
    LocalDate last = LocalDate.parse(to);
    LocalDate date = LocalDate.parse(from);
    while (!date.isAfter(last)) {
      long period = series.storagePeriod().numberOf(date);
      Bars.Builder bars = new Bars.Builder(0);
      LocalDate start = date;
      for (;
          !date.isAfter(last) && series.storagePeriod().numberOf(date) == period;
          date = date.plusDays(1)) {
        if (series.market().isTradingDay(date)) {
          int hour = series.timespan().isIntraday() ? 12 : 0;
          long at = date.atTime(hour, 0).atZone(series.zone()).toInstant().toEpochMilli();
          double price = 100 + date.getDayOfYear() / 10.0;
          bars.add(at, price, price + 1, price - 1, price, 1000, price, 10, false, 1L);
        }
      }
      TimeRange range = new TimeRange(midnight(series, start), midnight(series, date));
      lake.merge(
          new BarBlock(
              series,
              period,
              new SplitEpoch(0, splits),
              Coverage.of(range, 1_700_000_000_000L, "run"),
              bars.build()));
    }
    return this;
  }

  /** Files of the whole market, each with one bar of a day. */
  SmallLake market(String... dates) {
    for (String date : dates) {
      long start =
          LocalDate.parse(date).atStartOfDay(AAPL.zone()).toInstant().toEpochMilli() * 1_000_000;
      String text =
          "ticker,volume,open,close,high,low,window_start,transactions\nAAPL,10,1,2,3,1,%d,4\n"
              .formatted(start);
      lake.write(
          new MarketTree("1day", false).path(LocalDate.parse(date)),
          FlatFileConversion.day(text, LocalDate.parse(date)));
    }
    return this;
  }

  /** The receipts of a run's one attempt. */
  SmallLake failures(String runId, Receipt.Failed... failures) {
    attempt(runId).part(0).write(lake, List.of(failures));
    return this;
  }

  /**
   * The manifest of a run's one attempt.
   *
   * @param more fields of the summary, beside the run id and where the receipts are
   */
  SmallLake summary(String runId, String more) {
    String json =
        "{\"runId\":\"%s\",\"receipts\":\"%s\",%s}"
            .formatted(runId, attempt(runId).receipts(), more);
    lake.write(Layout.manifest(runId, 1), json.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private static Attempt attempt(String runId) {
    return new Attempt(runId, "20240401T060000Z-00000001");
  }

  static Receipt.Failed failed(
      BarSeries series, String from, String to, String category, String message) {
    TimeRange range =
        new TimeRange(
            midnight(series, LocalDate.parse(from)),
            midnight(series, LocalDate.parse(to).plusDays(1)));
    return Receipt.Failed.of(
        Receipt.Part.of(series, series.periodOf(range.from()), List.of(range)), category, message);
  }

  private static long midnight(BarSeries series, LocalDate date) {
    return date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }
}
