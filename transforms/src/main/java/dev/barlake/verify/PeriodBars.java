package dev.barlake.verify;

import dev.barlake.lake.Lake;
import dev.barlake.lake.StoredBlock;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.model.Market;
import dev.barlake.model.StoragePeriod;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import java.time.LocalDate;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** What the lake holds of one series in one storage period, date by date. */
final class PeriodBars {
  private final BarSeries series;
  private final Optional<BarBlock> block;
  private final String version;
  private final String damage;

  private PeriodBars(BarSeries series, Optional<BarBlock> block, String version, String damage) {
    this.series = series;
    this.block = block;
    this.version = version;
    this.damage = damage;
  }

  /** Reads the file; one that is damaged is an answer too. */
  static PeriodBars read(Lake lake, BarSeries series, long period) {
    try {
      Optional<StoredBlock> stored = lake.stored(series, period);
      return new PeriodBars(
          series, stored.map(StoredBlock::block), stored.map(StoredBlock::version).orElse(""), "");
    } catch (DamagedFileException e) {
      return new PeriodBars(
          series, Optional.empty(), lake.version(series, period).orElse(""), e.getMessage());
    }
  }

  BarSeries series() {
    return series;
  }

  /** Names the file's content; empty if there is no file. */
  String version() {
    return version;
  }

  /** Why the file cannot be read; empty if it can. */
  String damage() {
    return damage;
  }

  /** From the date's midnight to the next. */
  TimeRange whole(LocalDate date) {
    return StoragePeriod.DAY.range(date.toEpochDay(), series.zone());
  }

  Bars bars(LocalDate date) {
    return block.map(b -> within(b.bars(), whole(date))).orElse(Bars.NONE);
  }

  static Bars within(Bars bars, TimeRange range) {
    return bars.slice(bars.firstAtOrAfter(range.from()), bars.firstAtOrAfter(range.to()));
  }

  /** The dates that have bars, whatever the calendar says. */
  NavigableSet<LocalDate> dates() {
    NavigableSet<LocalDate> dates = new TreeSet<>();
    Bars bars = block.map(BarBlock::bars).orElse(Bars.NONE);
    for (int row = 0; row < bars.size(); ) {
      LocalDate date = series.tradeDate(bars.windowStart(row));
      dates.add(date);
      row = bars.firstAtOrAfter(whole(date).to());
    }
    return dates;
  }

  /** The part of a date in which bars can be: what has to be covered. */
  private TimeRange tradingHours(LocalDate date) {
    TimeRange whole = whole(date);
    Market market = series.market();
    long close = series.timespan().isIntraday() ? market.closeOf(date) : whole.to();
    long open = Math.max(whole.from(), close - market.tradingDay().toMillis());
    return series.timespan().isIntraday() ? new TimeRange(open, close) : whole;
  }

  /** Whether the lake asked for all of a date. */
  boolean covers(LocalDate date) {
    return block.filter(b -> b.coverage().covers(tradingHours(date))).isPresent();
  }

  /** Whether it asked for any of it. */
  boolean touches(LocalDate date) {
    TimeRange hours = tradingHours(date);
    return block.isPresent()
        && block.get().coverage().spans().stream()
            .anyMatch(span -> !span.intersect(hours).isEmpty());
  }

  /** Whether it asked for something before a date. */
  boolean begins(LocalDate date) {
    long start = whole(date).from();
    return block.isPresent()
        && block.get().coverage().spans().stream().anyMatch(span -> span.from() < start);
  }

  /** Whether it asked for something after a date. */
  boolean goesOn(LocalDate date) {
    long end = whole(date).to();
    return block.isPresent()
        && block.get().coverage().spans().stream().anyMatch(span -> span.to() > end);
  }

  /** When the earliest answer for a part of the date came, epoch ms; -1 if there is none. */
  long asked(LocalDate date) {
    TimeRange hours = tradingHours(date);
    return block.stream()
        .flatMap(b -> b.coverage().ranges().stream())
        .filter(fetched -> !fetched.range().intersect(hours).isEmpty())
        .mapToLong(fetched -> fetched.fetchedAt())
        .min()
        .orElse(-1);
  }

  /** The splits that the file's bars are adjusted with. */
  String splits() {
    return block.map(b -> b.epoch().splits()).orElse("");
  }

  /** What raw prices of a date are multiplied by to be on the file's scale; 1 for raw bars. */
  double factor(LocalDate date) {
    return series.adjusted()
        ? ExecutedSplits.parse(splits())
            .map(splits -> splits.priceFactor(date).doubleValue())
            .orElse(1.0)
        : 1;
  }
}
