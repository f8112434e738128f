package dev.barlake.look;

import dev.barlake.look.LakeContents.Partition;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The files of one series, by period. */
record SeriesContents(BarSeries series, List<Partition> partitions) {
  SeriesContents {
    partitions =
        partitions.stream().sorted(Comparator.comparingLong(p -> p.at().period())).toList();
  }

  long bars() {
    return partitions.stream().mapToLong(p -> p.header().rows()).sum();
  }

  long bytes() {
    return partitions.stream().mapToLong(p -> p.header().bytes()).sum();
  }

  /** What was asked for and answered, in as few ranges as there are holes. */
  List<TimeRange> covered() {
    return TimeRange.union(
        partitions.stream().flatMap(p -> p.header().coverage().spans().stream()).toList());
  }

  /** The first date of which anything is covered. */
  LocalDate first() {
    List<TimeRange> covered = covered();
    return covered.isEmpty() ? firstOfFiles() : series.tradeDate(covered.get(0).from());
  }

  /** The last date of which anything is covered. */
  LocalDate last() {
    List<TimeRange> covered = covered();
    return covered.isEmpty()
        ? firstOfFiles()
        : series.tradeDate(covered.get(covered.size() - 1).to() - 1);
  }

  private LocalDate firstOfFiles() {
    return series.storagePeriod().firstDate(partitions.get(0).at().period());
  }

  /** What lies between covered ranges and was never answered, if a trading day is in it. */
  List<TimeRange> holes() {
    List<TimeRange> covered = covered();
    List<TimeRange> holes = new ArrayList<>();
    for (int i = 1; i < covered.size(); i++) {
      TimeRange hole = new TimeRange(covered.get(i - 1).to(), covered.get(i).from());
      if (trades(hole)) {
        holes.add(hole);
      }
    }
    return holes;
  }

  private boolean trades(TimeRange range) {
    LocalDate last = series.tradeDate(range.to() - 1);
    for (LocalDate d = series.tradeDate(range.from()); !d.isAfter(last); d = d.plusDays(1)) {
      if (series.market().isTradingDay(d)) {
        return true;
      }
    }
    return false;
  }

  /** Splits that the adjusted bars were computed under, as the newest file says; {@code none}. */
  String splits() {
    return partitions.get(partitions.size() - 1).header().epoch().splits();
  }
}
