package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Receipt;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Market;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.ShortList;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;

/**
 * What a run will ask for: one request a series, those with nothing to ask left out.
 *
 * @param holds series that have to wait, with the reason
 */
public record Plan(List<AggregatesRequest> requests, List<Hold> holds) {
  /** Of a hundred requests of liquid tickers, so many ask again about silence at most. */
  private static final double QUESTIONS_PERCENT = 3;

  /**
   * How long after its end a window is left alone: some plans of the vendor are 15 minutes late,
   * and short bars are held as long before they are corrected.
   */
  static final Duration SETTLING = Duration.ofMinutes(15);

  /** About what a bar takes in a partition file. */
  private static final int BYTES_PER_BAR = 17;

  /**
   * Plans every ticker on every scale.
   *
   * @param watermarks series' own ones; the others start at the settings' watermark or first date
   * @param held whether the lake has a series at an instant (epoch ms)
   * @throws BadOptionsException if a series has no start at all
   */
  static Plan of(
      AggregatesSettings settings,
      List<String> tickers,
      StartingPoints watermarks,
      BiPredicate<BarSeries, Long> held,
      Instant now) {
    Set<String> lost = new LinkedHashSet<>();
    List<AggregatesRequest> requests = new ArrayList<>();
    for (String ticker : tickers) {
      for (boolean adjusted : settings.adjusted()) {
        BarSeries series =
            new BarSeries(ticker, settings.multiplier(), settings.timespan(), adjusted);
        Optional<LocalDate> start = start(settings, watermarks.of(series), series, held);
        if (start.isEmpty()) {
          lost.add(ticker);
          continue;
        }
        TimeRange range = range(settings, series, start.get(), now);
        if (!range.isEmpty()) {
          AggregatesRequest request = AggregatesRequest.of(series, range, SplitEpoch.NO_SPLITS);
          requests.add(isContinued(watermarks.of(series), range) ? request.continuing() : request);
        }
      }
    }
    if (!lost.isEmpty()) {
      throw new BadOptionsException(
          List.of(
              "No watermark for %s: give --from or --watermark for tickers that %s does not name"
                  .formatted(ShortList.some(lost), settings.watermarks().orElse("--watermarks"))));
    }
    return new Plan(requests, List.of());
  }

  /**
   * At the series' own watermark. But if that lies before the first date, and the lake has the
   * series from the first date on, there are two histories: the watermark is the end of the earlier
   * one, and nobody asked for the years between.
   */
  private static Optional<LocalDate> start(
      AggregatesSettings settings,
      Optional<Instant> own,
      BarSeries series,
      BiPredicate<BarSeries, Long> held) {
    Optional<LocalDate> looked =
        own.or(settings::watermark)
            .map(mark -> lookedBack(series, mark.minus(settings.lookback())));
    boolean laterHistory =
        looked.isPresent()
            && settings.from().filter(looked.get()::isBefore).isPresent()
            && own.filter(mark -> mark.toEpochMilli() < midnight(settings.from().get(), series))
                .isPresent()
            && held.test(series, midnight(settings.from().get(), series));
    return laterHistory ? settings.from() : looked.or(settings::from);
  }

  /** Whether the range begins before the series' own watermark. */
  private static boolean isContinued(Optional<Instant> own, TimeRange range) {
    return own.filter(mark -> range.from() <= mark.toEpochMilli()).isPresent();
  }

  /** A window is recent from its end on: one that an instant lies in is read again as a whole. */
  private static LocalDate lookedBack(BarSeries series, Instant instant) {
    LocalDate date = instant.atZone(series.zone()).toLocalDate();
    return series.tradeDate(series.firstNotOver(midnight(date, series)));
  }

  /** Up to the last date's end, and no further than where windows are over for good. */
  private static TimeRange range(
      AggregatesSettings settings, BarSeries series, LocalDate start, Instant now) {
    long from = midnight(start, series);
    long open = series.firstOpenWindow(now.minus(SETTLING).toEpochMilli());
    long to = settings.to().map(date -> midnight(date.plusDays(1), series)).orElse(open);
    return new TimeRange(from, Math.max(from, Math.min(to, open)));
  }

  private static long midnight(LocalDate date, BarSeries series) {
    return date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }

  /**
   * A series that is not extracted in this run.
   *
   * @param category see {@link Receipt.Failed}
   * @param sentence what cannot be done, and why
   */
  record Hold(AggregatesRequest request, String category, String sentence)
      implements ScaleReview.Outcome {
    /** A failure on record for each storage period. */
    List<Receipt.Failed> receipts() {
      return LongStream.range(request.firstPeriod(), request.endPeriod())
          .filter(period -> !request.within(period).isEmpty())
          .mapToObj(
              period ->
                  Receipt.Failed.of(
                      Receipt.Part.of(request.series(), period, request.within(period)),
                      category,
                      sentence))
          .toList();
    }
  }

  boolean isEmpty() {
    return requests.isEmpty() && holds.isEmpty();
  }

  /** About how many more requests ask again about silence; more for tickers that trade seldom. */
  long questions() {
    return (long) Math.ceil(apiRequests() * QUESTIONS_PERCENT / 100);
  }

  /** Requests to the API if nothing is covered yet; a walk with a second page is one more. */
  long apiRequests() {
    return requests.stream().mapToLong(AggregatesRequest::pieces).sum();
  }

  long partitions() {
    return requests.stream().mapToLong(AggregatesRequest::partitions).sum();
  }

  /** The most bytes that the partition files can take. */
  long bytesAtMost() {
    return barsAtMost() * BYTES_PER_BAR;
  }

  /** How many bars there are, if every window had a trade. */
  long barsAtMost() {
    return requests.stream()
        .flatMapToLong(
            request ->
                request.ranges().stream().mapToLong(range -> barsAtMost(request.series(), range)))
        .sum();
  }

  private static long barsAtMost(BarSeries series, TimeRange range) {
    long length = series.windowEnd(range.from()) - range.from();
    long windows = (range.to() - range.from()) / length;
    if (!series.timespan().isIntraday()) {
      return windows;
    }
    boolean weekends = series.market() == Market.CRYPTO;
    return windows * series.market().tradingDay().toHours() / 24 * (weekends ? 7 : 5) / 7;
  }
}
