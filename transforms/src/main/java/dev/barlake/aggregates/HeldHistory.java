package dev.barlake.aggregates;

import dev.barlake.lake.Lake;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the lake holds of a series, to know how often it is silent. Files are read only when a
 * silence has to be judged, each once.
 */
final class HeldHistory {
  /** About a quarter of a year of trading dates. */
  private static final int MOST_SLOTS = 60;

  private final Lake lake;
  private final BarSeries series;
  private final long now;
  private final Map<Long, Optional<BarBlock>> files = new HashMap<>();

  /** How many slots before an instant the lake covers, and how many of them had no bar. */
  record Habit(int slots, int silent) {}

  HeldHistory(Lake lake, BarSeries series, long now) {
    this.lake = lake;
    this.series = series;
    this.now = now;
  }

  /** The latest slots before an instant (epoch ms), from its own storage period and the last. */
  Habit before(long instant) {
    long period = series.periodOf(instant);
    int slots = 0;
    int silent = 0;
    for (long each = period; each >= period - 1 && slots < MOST_SLOTS; each--) {
      Optional<BarBlock> file = file(each);
      if (file.isEmpty()) {
        continue;
      }
      TimeRange past = new TimeRange(Long.MIN_VALUE, instant);
      List<TimeRange> covered =
          file.get().coverage().spans().stream()
              .map(past::intersect)
              .flatMap(range -> Slots.in(series, range, now).stream())
              .toList();
      int first = Math.max(0, covered.size() - (MOST_SLOTS - slots));
      for (TimeRange slot : covered.subList(first, covered.size())) {
        slots++;
        silent += Slots.isSilent(slot, file.get().bars()) ? 1 : 0;
      }
    }
    return new Habit(slots, silent);
  }

  /** Whether the lake asked for a slot in an earlier run and got no bar. */
  boolean wasSilent(TimeRange slot) {
    return file(series.periodOf(slot.from()))
        .filter(file -> file.coverage().covers(slot))
        .filter(file -> Slots.isSilent(slot, file.bars()))
        .isPresent();
  }

  private Optional<BarBlock> file(long period) {
    return files.computeIfAbsent(period, this::read);
  }

  /** A damaged file is no history; whoever needs the file itself puts it on record. */
  private Optional<BarBlock> read(long period) {
    try {
      return lake.read(series, period);
    } catch (DamagedFileException e) {
      return Optional.empty();
    }
  }
}
