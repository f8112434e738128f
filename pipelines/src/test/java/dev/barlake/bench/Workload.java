package dev.barlake.bench;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Market;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is extracted: so many tickers, minute bars of a multiplier, trading dates with both ends,
 * adjusted for splits. Every window of a session has a bar, which is the densest case.
 *
 * @param raw whether raw bars are extracted as well, as many again
 */
record Workload(int tickers, int multiplier, LocalDate from, LocalDate to, boolean raw) {
  /** At least ten million bars: 42 tickers, a year of minutes. */
  static final Workload WARM =
      new Workload(42, 1, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31), false);

  /** At least a million bars: a week of five-minute bars of many tickers, as a daily run has it. */
  static final Workload COLD =
      new Workload(1_050, 5, LocalDate.of(2024, 3, 11), LocalDate.of(2024, 3, 15), false);

  /** About a million bars as a backfill has them: few files of many bars. */
  static final Workload COLD_BACKFILL =
      new Workload(25, 1, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 2, 29), false);

  /** A small daily job: two weeks of five-minute bars of a dozen tickers, raw and adjusted. */
  static final Workload DAILY =
      new Workload(12, 5, LocalDate.of(2024, 3, 4), LocalDate.of(2024, 3, 15), true);

  /** A request and a file each, a little more than a minute at 6,000 a minute. */
  static final Workload BUDGET =
      new Workload(8_000, 5, LocalDate.of(2024, 3, 11), LocalDate.of(2024, 3, 15), false);

  /** A year of five-minute bars. */
  static Workload memory(int tickers) {
    return new Workload(tickers, 5, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31), false);
  }

  /** One request to the API. */
  record Piece(BarSeries series, TimeRange range) {
    String pathAndQuery() {
      return "/v2/aggs/ticker/%s/range/%d/%s/%d/%d?adjusted=%s&sort=asc&limit=50000"
          .formatted(
              series.ticker(),
              series.multiplier(),
              series.timespan().apiName(),
              range.from(),
              range.to() - 1,
              series.adjusted());
    }
  }

  /** Parses what {@link #toArgument} wrote. */
  static Workload parse(String text) {
    String[] parts = text.split(",", -1);
    return new Workload(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        LocalDate.parse(parts[2]),
        LocalDate.parse(parts[3]),
        Boolean.parseBoolean(parts[4]));
  }

  String toArgument() {
    return "%d,%d,%s,%s,%s".formatted(tickers, multiplier, from, to, raw);
  }

  long bars() {
    return (raw ? 2L : 1L)
        * tickers
        * from.datesUntil(to.plusDays(1)).filter(Market.STOCKS::isTradingDay).count()
        * BarPages.barsPerDay(multiplier);
  }

  /** For the title of a table. */
  String title() {
    return "%,d bars of %,d tickers in %,d requests".formatted(bars(), tickers, pieces().size());
  }

  /** The requests that the job makes, cut as its splittable DoFn cuts them. */
  List<Piece> pieces() {
    return tickerNames().flatMap(ticker -> series(ticker).flatMap(this::pieces)).toList();
  }

  private Stream<BarSeries> series(String ticker) {
    return (raw ? Stream.of(true, false) : Stream.of(true))
        .map(adjusted -> new BarSeries(ticker, multiplier, Timespan.MINUTE, adjusted));
  }

  private Stream<Piece> pieces(BarSeries series) {
    TimeRange range =
        new TimeRange(
            from.atStartOfDay(series.zone()).toInstant().toEpochMilli(),
            to.plusDays(1).atStartOfDay(series.zone()).toInstant().toEpochMilli());
    AggregatesRequest request = AggregatesRequest.of(series, range, SplitEpoch.NO_SPLITS);
    List<Piece> pieces = new ArrayList<>();
    long step = request.periodsPerRequest();
    for (long first = request.firstPeriod(); first < request.endPeriod(); first += step) {
      TimeRange part = request.within(first).get(0);
      for (long next = first + 1; next < Math.min(first + step, request.endPeriod()); next++) {
        part = part.span(request.within(next).get(0));
      }
      pieces.add(new Piece(series, part));
    }
    return pieces.stream();
  }

  /** All of one length, so that no page is longer than another. */
  private Stream<String> tickerNames() {
    return IntStream.range(0, tickers).mapToObj("B%04d"::formatted);
  }

  /** With commas between. */
  String tickerList() {
    return tickerNames().collect(Collectors.joining(","));
  }

  /** The job's flags for this workload. */
  List<String> flags(URI api, String lake, int requestsPerMinute) {
    return List.of(
        "--tickers=" + tickerList(),
        "--multiplier=" + multiplier,
        "--timespan=minute",
        "--adjusted=" + (raw ? "both" : "true"),
        "--from=" + from,
        "--to=" + to,
        "--apiBaseUrl=" + api,
        "--lake=" + lake,
        "--requestsPerMinute=" + requestsPerMinute);
  }
}
