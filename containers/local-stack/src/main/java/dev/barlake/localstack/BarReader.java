package dev.barlake.localstack;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads base bars of one series date by date, forwards or backwards, and folds them into windows
 * until a number of base bars is read. Used once.
 */
final class BarReader {
  /**
   * What was read.
   *
   * @param bars whole windows, in the direction of reading
   * @param baseCount base bars in those windows
   * @param more whether reading stopped at the limit with base bars left
   */
  record Reading(List<WindowBar> bars, int baseCount, boolean more) {}

  private final Listing listing;
  private final Windows windows;
  private final Splits.Scale scale;
  private final Tape tape;
  private final long nowMillis;
  private final long tags;

  private final BaseBars bars = new BaseBars();
  private final List<WindowBar> done = new ArrayList<>();
  private WindowFold window = new WindowFold();
  private int doneCount;
  private int read;

  BarReader(
      Listing listing, Windows windows, Splits.Scale scale, Tape tape, long seed, Instant now) {
    this.listing = listing;
    this.windows = windows;
    this.scale = scale;
    this.tape = tape;
    this.nowMillis = now.toEpochMilli();
    this.tags = Noise.of(seed, listing.ticker() + windows.multiplier() + windows.timespan());
  }

  /**
   * Reads the windows of [{@code from}, {@code to}), both on the boundary of a window. A window cut
   * by the limit is left for the next reading, unless it is the first: a page is never without a
   * bar.
   */
  Reading read(Instant from, Instant to, boolean descending, long limit) {
    LocalDate first = LocalDate.ofInstant(from, listing.zone());
    LocalDate last = LocalDate.ofInstant(to.minusMillis(1), listing.zone());
    // Nothing trades after now, and a request may ask for centuries.
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(nowMillis), listing.zone());
    first = first.isBefore(listing.listed()) ? listing.listed() : first;
    last = last.isAfter(today) ? today : last;
    long lo = from.toEpochMilli();
    long hi = to.toEpochMilli();
    LocalDate date = descending ? last : first;
    while (!date.isBefore(first) && !date.isAfter(last)) {
      load(date);
      for (int k = 0; k < bars.size; k++) {
        int i = descending ? bars.size - 1 - k : k;
        if (bars.start[i] >= lo && bars.start[i] < hi && !add(date, i, limit, descending)) {
          return new Reading(done, doneCount, true);
        }
      }
      date = descending ? date.minusDays(1) : date.plusDays(1);
    }
    finish();
    return new Reading(done, doneCount, false);
  }

  /** Takes one base bar; false if the limit forbids it. */
  private boolean add(LocalDate date, int i, long limit, boolean descending) {
    if (!window.holds(bars.start[i])) {
      finish();
      if (read >= limit) {
        return false;
      }
      Instant start =
          windows.timespan().seconds == 0
              ? windows.startOf(date)
              : windows.startOf(date, bars.second[i]);
      window.begin(start.toEpochMilli(), windows.end(start).toEpochMilli());
    } else if (read >= limit && !done.isEmpty()) {
      return false;
    }
    window.add(bars, i, descending);
    read++;
    return true;
  }

  private void finish() {
    if (window.count() > 0) {
      done.add(window.toBar(tags, listing));
      doneCount += window.count();
      window = new WindowFold();
    }
  }

  private void load(LocalDate date) {
    long rawFrom = scale.rawFrom(date);
    long rawTo = scale.rawTo(date);
    int baseSeconds = windows.timespan().baseSeconds;
    if (baseSeconds == 1) {
      tape.seconds(date, rawFrom, rawTo, bars);
    } else {
      tape.minutes(date, rawFrom, rawTo, bars);
    }
    long baseMillis = Math.max(baseSeconds * 1000L, baseSeconds == 0 ? 60_000 : 0);
    while (bars.size > 0 && bars.start[bars.size - 1] + baseMillis > nowMillis) {
      bars.size--;
    }
    if (baseSeconds == 0) {
      foldDay(date);
    }
    if (scale.adjustFrom(date) != scale.adjustTo(date)) {
      for (int i = 0; i < bars.size; i++) {
        bars.rescalePrices(i, scale.adjustFrom(date), scale.adjustTo(date));
        bars.rescaleVolume(i, scale.volumeFrom(date), scale.volumeTo(date));
      }
    }
  }

  /** Turns the minutes of a date into its one day bar. */
  private void foldDay(LocalDate date) {
    if (bars.size == 0) {
      return;
    }
    WindowFold day = new WindowFold();
    day.begin(date.atStartOfDay(listing.zone()).toInstant().toEpochMilli(), Long.MAX_VALUE);
    for (int i = 0; i < bars.size; i++) {
      day.add(bars, i, false);
    }
    day.store(bars);
  }
}
