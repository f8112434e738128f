package dev.barlake.aggregates;

import dev.barlake.marketapi.AggregatesWalk;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MalformedBar;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the bars of a range, and does not take silence for truth.
 *
 * <p>An answer without bars may be the truth (no trade), a passing fault of the vendor, or a range
 * cut off without a word because the plan does not reach so far back; all three look alike. So what
 * is {@link Silence silent} is asked for once more, after the last page: bars mean that it was a
 * fault, silence again that there are none, and a refusal that the range was cut. A bar that cannot
 * be read is asked for again in the same way.
 *
 * <p>What could not be had is a {@link Failure} of its own range; the rest of the answer stands.
 */
final class VerifiedFetch {
  /** A vendor that answers in parts is asked on, but not for ever. */
  private static final int MOST_ROUNDS = 3;

  /** More bars that cannot be read than this are asked about by one question. */
  private static final int MOST_QUESTIONS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(VerifiedFetch.class);

  private final MarketApi api;
  private final BarSeries series;
  private final TimeRange range;
  private final long askedAt;
  private final HeldHistory history;
  private final List<Failure> failures = new ArrayList<>();
  private final List<TimeRange> silent = new ArrayList<>();
  private final List<Long> repeated = new ArrayList<>();
  private final List<Long> questions = new ArrayList<>();
  private final List<MalformedBar> malformed = new ArrayList<>();
  private Bars bars = Bars.NONE;
  private long askedAgainAt;

  /**
   * A range that could not be had, with what the API said or what was wrong with its answer; the
   * parts are those of {@link Receipt.Failed}.
   */
  record Failure(
      TimeRange range, String category, int status, String requestId, String url, String message) {
    static Failure of(TimeRange range, ApiException e) {
      String category = e.category().name().toLowerCase(Locale.ROOT);
      return new Failure(
          range, category, e.status(), e.requestId(), e.url(), String.valueOf(e.getMessage()));
    }
  }

  private VerifiedFetch(
      MarketApi api, BarSeries series, TimeRange range, long askedAt, HeldHistory history) {
    this.api = api;
    this.series = series;
    this.range = range;
    this.askedAt = askedAt;
    this.history = history;
  }

  /**
   * Fetches.
   *
   * @param range whole windows, see {@link BarSeries#windowsIn}
   * @param now epoch ms; what is not over yet may be silent
   */
  static VerifiedFetch of(
      MarketApi api, BarSeries series, TimeRange range, long now, HeldHistory history) {
    VerifiedFetch fetch = new VerifiedFetch(api, series, range, now, history);
    fetch.run();
    return fetch;
  }

  private void run() {
    TimeRange answered = walk();
    if (answered.isEmpty()) {
      return;
    }
    askAboutMalformed();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<TimeRange> doubts = doubts(answered);
      if (doubts.isEmpty()) {
        return;
      }
      doubts.forEach(this::askAgain);
      askAboutMalformed();
    }
    // Each question brought something and left something out: the vendor answers in parts.
    doubts(answered).forEach(rest -> failures.add(unfinished(rest)));
  }

  private List<TimeRange> doubts(TimeRange answered) {
    List<TimeRange> settled = new ArrayList<>(silent);
    failures.forEach(failure -> settled.add(failure.range()));
    return Silence.doubts(series, answered, bars, settled, history, askedAt);
  }

  private Failure unfinished(TimeRange rest) {
    return new Failure(
        rest,
        "transient",
        200,
        "",
        "",
        "Cannot get all bars of %s: each of %d more questions brought some, and %s is still silent"
            .formatted(series, MOST_ROUNDS, rest));
  }

  /** The range that was answered: up to the period in which the walk broke, if it did. */
  private TimeRange walk() {
    try {
      read(api.aggregates(series, range));
      return range;
    } catch (ApiException e) {
      long whole =
          bars.isEmpty()
              ? range.from()
              : series.periodRange(series.periodOf(bars.windowStart(bars.size() - 1))).from();
      TimeRange answered = new TimeRange(range.from(), Math.max(range.from(), whole));
      failures.add(Failure.of(new TimeRange(answered.to(), range.to()), e));
      bars = bars.slice(0, bars.firstAtOrAfter(answered.to()));
      return answered;
    }
  }

  /** Adds all pages of a walk; what came before it breaks stays. */
  private void read(AggregatesWalk walk) {
    for (var page = walk.next(); page != null; page = walk.next()) {
      bars = joined(bars, page.bars());
      LongStream.of(page.repeated()).forEach(repeated::add);
      malformed.addAll(page.malformed());
    }
  }

  /** Most answers have one page, of which no copy is made. */
  private static Bars joined(Bars before, Bars page) {
    if (before.isEmpty() || page.isEmpty()) {
      return page.isEmpty() ? before : page;
    }
    return new Bars.Builder(before.size() + page.size())
        .addAll(before, 0, before.size())
        .addAll(page, 0, page.size())
        .build();
  }

  private void askAgain(TimeRange doubt) {
    questions.add(doubt.from());
    askedAgainAt = System.currentTimeMillis();
    int before = bars.size();
    try {
      read(api.aggregates(series, doubt));
      if (bars.size() == before) {
        silent.add(doubt);
      }
    } catch (ApiException e) {
      failures.add(Failure.of(doubt, e));
    }
  }

  private void askAboutMalformed() {
    if (malformed.isEmpty()) {
      return;
    }
    String first = malformed.get(0).text();
    List<TimeRange> windows = malformed.stream().map(this::window).distinct().toList();
    List<TimeRange> adjoining = TimeRange.union(windows);
    List<TimeRange> asked =
        adjoining.size() <= MOST_QUESTIONS
            ? adjoining
            : List.of(adjoining.get(0).span(adjoining.get(adjoining.size() - 1)));
    asked.forEach(this::readAgain);
    malformed.clear();
    TimeRange.union(windows.stream().filter(window -> Slots.isSilent(window, bars)).toList())
        .forEach(window -> failures.add(malformed(window, first)));
  }

  private TimeRange window(MalformedBar bar) {
    long start = bar.windowStart();
    return range.intersect(new TimeRange(start, series.windowEnd(start)));
  }

  private void readAgain(TimeRange window) {
    questions.add(window.from());
    try {
      read(api.aggregates(series, window));
    } catch (ApiException e) {
      LOG.info("{}; a bar that could not be read stays unread", e.getMessage());
    }
  }

  private Failure malformed(TimeRange window, String text) {
    return new Failure(
        window, "malformed", 200, "", "", "Cannot read a bar of %s: %s".formatted(series, text));
  }

  /** Whether the API refused the whole range for good. */
  boolean isRefused() {
    return bars.isEmpty()
        && failures.stream()
            .anyMatch(
                failure -> failure.category().equals("permanent") && failure.range().equals(range));
  }

  /** The bars of the whole range, without those of failed parts. */
  Bars bars() {
    return bars;
  }

  List<Failure> failures() {
    return failures;
  }

  /** What was noticed of a part of the range. */
  Notes notes(TimeRange part) {
    return new Notes(
        (int) repeated.stream().filter(part::contains).count(),
        (int) questions.stream().filter(part::contains).count(),
        silent.stream()
            .map(part::intersect)
            .filter(silence -> !silence.isEmpty())
            .map(silence -> Notes.Silence.of(silence, askedAt, askedAgainAt))
            .toList(),
        Map.of(),
        List.of());
  }
}
