package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import dev.barlake.look.LakeContents.Partition;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Market;
import dev.barlake.model.StoragePeriod;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The report's heat maps. Writes {@code heatmaps}, one entry for each window and scale: name, kind,
 * columns, days, rows. Of kind {@code coverage} columns are months, days the trading days of each
 * market by month, and rows have ticker, market, covered (days) and bars by month, both as {@link
 * Deltas}. Another kind needs another drawer in {@code coverage.js}.
 */
final class CoverageMap {
  private final Lake lake;
  private final LocalDate today;

  private CoverageMap(Lake lake, LocalDate today) {
    this.lake = lake;
    this.today = today;
  }

  /**
   * The part of the page.
   *
   * @param today of a month that is not over only the days before count
   */
  static ReportPart part(Lake lake, LakeContents contents, LocalDate today) {
    return new ReportPart(
        "coverage",
        "Coverage",
        data -> {
          Map<String, List<SeriesContents>> groups = new LinkedHashMap<>();
          contents.series().stream()
              .sorted((a, b) -> a.series().timespan().compareTo(b.series().timespan()))
              .forEach(
                  s ->
                      groups
                          .computeIfAbsent(Status.name(s.series()), k -> new ArrayList<>())
                          .add(s));
          ArrayNode heatmaps = data.putArray("heatmaps");
          CoverageMap map = new CoverageMap(lake, today);
          groups.forEach((name, series) -> map.write(heatmaps, name, series));
        });
  }

  /** Adds what a page draws of these series, at least one, all of one window and scale. */
  private void write(ArrayNode heatmaps, String name, List<SeriesContents> series) {
    List<YearMonth> months = months(series);
    ObjectNode map = heatmaps.addObject();
    map.put("name", name).put("kind", "coverage");
    ArrayNode columns = map.putArray("columns");
    months.forEach(month -> columns.add(month.toString()));
    ObjectNode days = map.putObject("days");
    ArrayNode rows = map.putArray("rows");
    for (SeriesContents s : series) {
      Market market = s.series().market();
      String key = market.name().toLowerCase(Locale.ROOT);
      if (!days.has(key)) {
        ArrayNode counts = days.putArray(key);
        months.forEach(month -> counts.add(tradingDays(market, month).size()));
      }
      ObjectNode row = rows.addObject().put("ticker", s.series().ticker()).put("market", key);
      List<TimeRange> spans = s.covered();
      row.put("covered", text(months, month -> covered(s.series(), spans, month)));
      Map<YearMonth, Long> counts = bars(s);
      row.put("bars", text(months, month -> counts.getOrDefault(month, 0L)));
    }
  }

  private static String text(List<YearMonth> months, ToLongFunction<YearMonth> value) {
    return Deltas.of(
        months.stream().map(month -> OptionalLong.of(value.applyAsLong(month))).toList());
  }

  private static List<YearMonth> months(List<SeriesContents> series) {
    YearMonth first =
        YearMonth.from(
            series.stream().map(SeriesContents::first).min(LocalDate::compareTo).orElseThrow());
    YearMonth last =
        YearMonth.from(
            series.stream().map(SeriesContents::last).max(LocalDate::compareTo).orElseThrow());
    List<YearMonth> months = new ArrayList<>();
    for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
      months.add(month);
    }
    return months;
  }

  private List<LocalDate> tradingDays(Market market, YearMonth month) {
    return month
        .atDay(1)
        .datesUntil(month.plusMonths(1).atDay(1))
        .filter(date -> date.isBefore(today) && market.isTradingDay(date))
        .toList();
  }

  /** A date is covered if all of its trading was asked for and answered. */
  private int covered(BarSeries series, List<TimeRange> spans, YearMonth month) {
    int covered = 0;
    for (LocalDate date : tradingDays(series.market(), month)) {
      long from = date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
      long to = series.market().closeOf(date);
      covered += spans.stream().anyMatch(s -> s.from() <= from && s.to() >= to) ? 1 : 0;
    }
    return covered;
  }

  /** By the footers alone, but of files of a year, which are small. */
  private Map<YearMonth, Long> bars(SeriesContents contents) {
    BarSeries series = contents.series();
    Map<YearMonth, Long> counts = new TreeMap<>();
    for (Partition partition : contents.partitions()) {
      LocalDate start = series.storagePeriod().firstDate(partition.at().period());
      if (series.storagePeriod() == StoragePeriod.YEAR) {
        Bars bars = read(partition);
        for (int row = 0; row < bars.size(); row++) {
          counts.merge(YearMonth.from(series.tradeDate(bars.windowStart(row))), 1L, Long::sum);
        }
      } else {
        counts.merge(YearMonth.from(start), partition.header().rows(), Long::sum);
      }
    }
    return counts;
  }

  private Bars read(Partition partition) {
    try {
      return lake.read(partition.at()).map(block -> block.bars()).orElse(Bars.NONE);
    } catch (DamagedFileException e) {
      return Bars.NONE; // its footer is whole: it counts as covered, and verify finds it
    }
  }
}
