package dev.barlake.pipelines;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Watermark;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Market;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a run will ask for: one request a series, those with nothing to ask left out. */
record Plan(List<AggregatesRequest> requests) {
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
   * @throws BadOptionsException where a series has no start at all
   */
  static Plan of(
      AggregatesSettings settings, List<String> tickers, Watermarks watermarks, Instant now) {
    Set<String> lost = new LinkedHashSet<>();
    List<AggregatesRequest> requests = new ArrayList<>();
    for (String ticker : tickers) {
      for (boolean adjusted : settings.adjusted()) {
        BarSeries series =
            new BarSeries(ticker, settings.multiplier(), settings.timespan(), adjusted);
        Optional<LocalDate> start = start(settings, watermarks.of(series), series.market());
        if (start.isEmpty()) {
          lost.add(ticker);
          continue;
        }
        TimeRange range = range(settings, series, start.get(), now);
        if (!range.isEmpty()) {
          requests.add(new AggregatesRequest(series, range, SplitEpoch.NO_SPLITS));
        }
      }
    }
    if (!lost.isEmpty()) {
      throw new BadOptionsException(
          List.of(
              "No watermark for %s: give --from or --watermark for tickers that %s does not name"
                  .formatted(Names.some(lost), settings.watermarks().orElse("--watermarks"))));
    }
    return new Plan(requests);
  }

  private static Optional<LocalDate> start(
      AggregatesSettings settings, Optional<Instant> own, Market market) {
    return own.or(settings::watermark)
        .map(mark -> mark.minus(settings.lookback()).atZone(market.zone()).toLocalDate())
        .or(settings::from);
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
   * The plan under today's splits. A series whose splits are not those of its last run is taken
   * with all that the lake has of it: the vendor has rewritten its whole history.
   *
   * @param last the lake's watermarks of adjusted series, by ticker
   */
  Plan under(SplitHistory splits, Map<String, Watermark> last, Lake lake) {
    return new Plan(
        requests.parallelStream()
            .map(
                request ->
                    request.series().adjusted() ? under(request, splits, last, lake) : request)
            .toList());
  }

  private static AggregatesRequest under(
      AggregatesRequest request, SplitHistory splits, Map<String, Watermark> last, Lake lake) {
    BarSeries series = request.series();
    String name = splits.name(series.ticker());
    Watermark watermark = last.get(series.ticker());
    if (watermark != null && watermark.splits().equals(name)) {
      return new AggregatesRequest(series, request.range(), name);
    }
    TimeRange all = covered(series, lake).map(request.range()::span).orElse(request.range());
    return new AggregatesRequest(series, all, name);
  }

  /**
   * From the first instant that the lake covers of a series to the last. Not from the first file's
   * period to the last one's: these hold dates that nobody asked for, and some yet to come.
   */
  private static Optional<TimeRange> covered(BarSeries series, Lake lake) {
    NavigableSet<Long> held = lake.periods(series);
    return held.isEmpty()
        ? Optional.empty()
        : Stream.of(held.first(), held.last())
            .flatMap(period -> lake.header(series, period).stream())
            .map(header -> header.coverage().span())
            .filter(range -> !range.isEmpty())
            .reduce(TimeRange::span);
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Requests to the API where nothing is covered yet; walks with a second page are one more. */
  long apiRequests() {
    return requests.stream().mapToLong(AggregatesRequest::pieces).sum();
  }

  long partitions() {
    return requests.stream().mapToLong(AggregatesRequest::partitions).sum();
  }

  /** The most bytes that the partition files can take, if every window had a trade. */
  long bytesAtMost() {
    return requests.stream().mapToLong(request -> barsAtMost(request) * BYTES_PER_BAR).sum();
  }

  private static long barsAtMost(AggregatesRequest request) {
    BarSeries series = request.series();
    TimeRange range = request.range();
    long length = series.windowEnd(range.from()) - range.from();
    long windows = (range.to() - range.from()) / length;
    if (!series.timespan().isIntraday()) {
      return windows;
    }
    boolean weekends = series.market() == Market.CRYPTO;
    return windows * series.market().tradingDay().toHours() / 24 * (weekends ? 7 : 5) / 7;
  }
}
