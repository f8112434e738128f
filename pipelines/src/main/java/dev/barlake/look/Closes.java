package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.look.LakeContents.Partition;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Timespan;
import dev.barlake.store.DamagedFileException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last price of each date, from the coarsest bars that the lake has of a ticker: of stocks and
 * indices the last bar that starts before 16:00 in New York, else the last of the date in UTC.
 *
 * @param raw null if the lake has no raw bars; the same of adjusted ones
 */
record Closes(TreeMap<LocalDate, Double> raw, TreeMap<LocalDate, Double> adjusted, String window) {
  private static final LocalTime CLOSE = LocalTime.of(16, 0);

  /** Day bars first, since they are few and have the official close; then hours, minutes … */
  private static final List<Timespan> ORDER =
      List.of(
          Timespan.DAY,
          Timespan.HOUR,
          Timespan.MINUTE,
          Timespan.SECOND,
          Timespan.WEEK,
          Timespan.MONTH,
          Timespan.QUARTER,
          Timespan.YEAR);

  /** What is drawn of a ticker; empty if it has no bar. */
  static Optional<Closes> of(Lake lake, List<SeriesContents> ofTicker) {
    Optional<BarSeries> coarsest =
        ofTicker.stream()
            .filter(s -> s.bars() > 0)
            .map(SeriesContents::series)
            .min(
                Comparator.comparingInt((BarSeries s) -> ORDER.indexOf(s.timespan()))
                    .thenComparing(BarSeries::multiplier, Comparator.reverseOrder()));
    return coarsest.map(
        like ->
            new Closes(
                read(lake, ofTicker, like, false),
                read(lake, ofTicker, like, true),
                like.window()));
  }

  private static TreeMap<LocalDate, Double> read(
      Lake lake, List<SeriesContents> ofTicker, BarSeries like, boolean adjusted) {
    return ofTicker.stream()
        .filter(s -> s.series().window().equals(like.window()))
        .filter(s -> s.series().adjusted() == adjusted)
        .findFirst()
        .map(series -> read(lake, series))
        .orElse(null);
  }

  private static TreeMap<LocalDate, Double> read(Lake lake, SeriesContents series) {
    TreeMap<LocalDate, Double> closes = new TreeMap<>();
    for (Partition partition : series.partitions()) {
      blockOf(lake, partition).ifPresent(block -> add(series.series(), block.bars(), closes));
    }
    return closes;
  }

  /** None of a file whose footer is whole and whose pages are not: the line has a gap there. */
  private static Optional<BarBlock> blockOf(Lake lake, Partition partition) {
    try {
      return lake.read(partition.at());
    } catch (DamagedFileException e) {
      return Optional.empty();
    }
  }

  private static void add(BarSeries series, Bars bars, TreeMap<LocalDate, Double> closes) {
    boolean session = series.timespan().isIntraday() && series.market().tradingDay().toHours() < 24;
    for (int row = 0; row < bars.size(); row++) {
      ZonedDateTime at = Instant.ofEpochMilli(bars.windowStart(row)).atZone(series.zone());
      if (!session || at.toLocalTime().isBefore(CLOSE)) {
        closes.put(at.toLocalDate(), bars.close(row));
      }
    }
  }
}
