package dev.barlake.localstack;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The bars of a page after a fault went over them.
 *
 * @param bars what the page holds
 * @param resultsCount what the page says that it holds
 * @param edited a change in the text of one bar, if there is one
 */
record SpoiledBars(List<WindowBar> bars, int resultsCount, Optional<BarPage.Edit> edited) {
  private static final int NEIGHBOURS = 2;

  /**
   * @param asked the request, whose zone gives a bar its date
   * @param before the bars of the page before
   */
  static SpoiledBars of(
      List<WindowBar> bars,
      Optional<Fault> fault,
      RangeRequest asked,
      Supplier<Optional<List<WindowBar>>> before) {
    if (fault.isEmpty()) {
      return new SpoiledBars(bars, bars.size(), Optional.empty());
    }
    List<WindowBar> spoiled = new ArrayList<>(bars);
    if (fault.get() instanceof WalkFault walk) {
      spoil(spoiled, walk, before);
    } else if (fault.get() instanceof BarFault bar) {
      spoil(spoiled, bar, asked.zone());
    } else if (!bars.isEmpty()) {
      spoil(spoiled, fault.get(), asked);
    }
    int count = spoiled.size() + (fault.get() instanceof Fault.WrongCount ? 1 : 0);
    boolean endless = fault.get() instanceof WalkFault.EndlessPage && !spoiled.isEmpty();
    return new SpoiledBars(
        spoiled,
        endless ? ((WalkFault.EndlessPage) fault.get()).results() : count,
        spoiled.isEmpty() ? Optional.empty() : edit(fault.get(), spoiled.size() / 2));
  }

  private static void spoil(List<WindowBar> bars, Fault fault, RangeRequest asked) {
    if (fault instanceof Fault.DuplicateBar duplicate) {
      int middle = bars.size() / 2;
      bars.add(middle + 1, bars.get(middle).revised(duplicate.factor()));
    } else if (fault instanceof Fault.OutOfRangeBar) {
      Windows windows =
          new Windows(
              asked.multiplier(), Timespan.parse(asked.timespan()).orElseThrow(), asked.zone());
      Instant yearBefore = Instant.ofEpochMilli(bars.get(0).start() - 366L * 86_400_000);
      bars.add(0, bars.get(0).startingAt(windows.start(yearBefore).toEpochMilli()));
    } else if (fault instanceof Fault.ClampedRange clamped) {
      long first = clamped.fromDate().atStartOfDay(Listing.NEW_YORK).toInstant().toEpochMilli();
      bars.removeIf(bar -> bar.start() < first);
    } else if (fault instanceof Fault.LateCorrection late) {
      long start = late.windowStart().toEpochMilli();
      bars.replaceAll(bar -> bar.start() == start ? bar.revised(late.factor()) : bar);
    }
  }

  private static void spoil(
      List<WindowBar> bars, WalkFault fault, Supplier<Optional<List<WindowBar>>> before) {
    if (fault instanceof WalkFault.EarlyEnd early && !bars.isEmpty()) {
      bars.subList(early.kept(bars.size()), bars.size()).clear();
    } else if (fault instanceof WalkFault.RepeatedBorder border) {
      List<WindowBar> last = before.get().orElse(List.of());
      bars.addAll(0, last.subList(Math.max(0, last.size() - border.count()), last.size()));
    } else if (fault instanceof WalkFault.PageBefore) {
      before
          .get()
          .ifPresent(
              all -> {
                bars.clear();
                bars.addAll(all);
              });
    } else if (fault instanceof WalkFault.EndlessWalk walk && walk.empty()) {
      bars.clear();
    }
  }

  private static void spoil(List<WindowBar> bars, BarFault fault, ZoneId zone) {
    Set<LocalDate> silent =
        fault instanceof BarFault.SilentSessions sessions
            ? sessions.dates()
            : fault instanceof BarFault.SilentMiddle middle
                ? middle(bars, middle.count(), zone)
                : Set.of();
    if (!silent.isEmpty()) {
      bars.removeIf(bar -> silent.contains(date(bar, zone)));
    }
  }

  private static Set<LocalDate> middle(List<WindowBar> bars, int count, ZoneId zone) {
    Set<LocalDate> dates = new TreeSet<>();
    bars.forEach(bar -> dates.add(date(bar, zone)));
    List<LocalDate> sessions = List.copyOf(dates);
    if (sessions.size() < count + 2 * NEIGHBOURS || !isUnbroken(sessions)) {
      return Set.of();
    }
    int first = (sessions.size() - count) / 2;
    return new HashSet<>(sessions.subList(first, first + count));
  }

  private static boolean isUnbroken(List<LocalDate> sessions) {
    long tradingDays =
        sessions
            .get(0)
            .datesUntil(sessions.get(sessions.size() - 1).plusDays(1))
            .filter(NyseCalendar::isTradingDay)
            .count();
    return tradingDays <= sessions.size();
  }

  private static LocalDate date(WindowBar bar, ZoneId zone) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(bar.start()), zone);
  }

  private static Optional<BarPage.Edit> edit(Fault fault, int index) {
    if (fault instanceof BarFault.NullBar) {
      return Optional.of(new BarPage.Edit(index, SpoiledBars::withoutTrade));
    } else if (fault instanceof BarFault.MalformedBar f) {
      return Optional.of(new BarPage.Edit(index, bar -> RowText.with(bar, f.field(), f.json())));
    } else if (fault instanceof BarFault.BarWithoutTime) {
      return Optional.of(new BarPage.Edit(index, bar -> RowText.with(bar, "t", "")));
    }
    return Optional.empty();
  }

  private static byte[] withoutTrade(byte[] bar) {
    byte[] changed = RowText.with(RowText.with(bar, "v", "0"), "n", "");
    for (String price : List.of("vw", "o", "c", "h", "l")) {
      changed = RowText.with(changed, price, "null");
    }
    return changed;
  }
}
