package dev.barlake.localstack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The truth: an invented market whose every bar is a function of seed, ticker and time, so that a
 * test can compute what it expects. Only splits and corrections that are added later change it.
 *
 * <p>Minute bars are the base of all longer windows (day bars of weeks and longer), second bars of
 * seconds alone: they stay within their minute's prices, but their volumes need not add up to its
 * volume. A base bar exists once its window has ended by the clock; so the last longer window may
 * be a part. A window without a trade has no bar. Which windows there are: see {@code Windows}.
 *
 * <p>Raw bars are as traded. Adjusted ones apply every split with {@code executionDate <= today}
 * (in New York, by the clock) to the bars before that date: price × from/to rounded to 4 decimals,
 * volume × to/from rounded to 6.
 */
public final class Market {
  private final long seed;
  private final Clock clock;
  private final int universe;
  private final Splits splits;
  private final Map<String, NavigableMap<Long, Tape.Correction>> corrections =
      new ConcurrentHashMap<>();

  /**
   * @param seed another seed is another market with the same tickers
   * @param clock what time it is; bars exist up to then
   * @param universe how many generated tickers, {@code SIM00001} and on, are listed beside the
   *     named ones
   */
  public Market(long seed, Clock clock, int universe) {
    if (universe < 0 || universe > 99_999) {
      throw new IllegalArgumentException(
          "Cannot list " + universe + " generated tickers: 0 to 99999");
    }
    this.seed = seed;
    this.clock = clock;
    this.universe = universe;
    this.splits = new Splits(today());
  }

  /** Everything listed now or in the past, sorted by ticker. */
  public List<Listing> listings() {
    return Stream.concat(
            Listings.named().stream(),
            universe(universe).stream().map(t -> Listings.find(t).orElseThrow()))
        .sorted(Comparator.comparing(Listing::ticker))
        .toList();
  }

  public Optional<Listing> listing(String ticker) {
    return Listings.find(ticker);
  }

  /** The names of the first {@code n} generated tickers; they have bars whether listed or not. */
  public static List<String> universe(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(Listings::generatedTicker).toList();
  }

  /**
   * The bar whose window begins exactly at {@code windowStart}; none if there was no trade in it.
   */
  public Optional<TrueBar> bar(
      String ticker, int multiplier, String timespan, boolean adjusted, Instant windowStart) {
    return bars(ticker, multiplier, timespan, adjusted, windowStart, windowStart.plusMillis(1))
        .stream()
        .findFirst();
  }

  /**
   * The bars whose windows begin in [{@code fromInclusive}, {@code toExclusive}), in time order.
   */
  public List<TrueBar> bars(
      String ticker,
      int multiplier,
      String timespan,
      boolean adjusted,
      Instant fromInclusive,
      Instant toExclusive) {
    Optional<Listing> listing = listing(ticker);
    if (listing.isEmpty() || !fromInclusive.isBefore(toExclusive)) {
      return List.of();
    }
    Windows windows = windows(listing.get(), multiplier, timespan);
    Instant first = windows.start(fromInclusive);
    first = first.isBefore(fromInclusive) ? windows.end(first) : first;
    Instant last = windows.start(toExclusive.minusMillis(1));
    if (last.isBefore(first)) {
      return List.of();
    }
    return read(listing.get(), windows, adjusted, first, windows.end(last), false, Long.MAX_VALUE)
        .bars()
        .stream()
        .map(WindowBar::toTrueBar)
        .toList();
  }

  /** All splits, also announced ones, in the order in which they became known. */
  public List<Split> splits() {
    return splits.all();
  }

  /**
   * Makes a ticker split. Raw bars from {@code executionDate} on change to the new scale, raw bars
   * before it stay; adjusted bars before it change as soon as the date is not after today.
   */
  public void addSplit(String ticker, LocalDate executionDate, int from, int to) {
    splits.add(new Split(ticker, executionDate, from, to));
  }

  /**
   * A late report changes a minute bar: its raw close and volume times {@code factor}, high and low
   * widened to hold the close. Longer windows follow.
   */
  public void correct(String ticker, Instant minuteStart, double factor) {
    correct(ticker, minuteStart, new Tape.Correction(factor, 0), factor);
  }

  /**
   * A late report changes a minute bar's raw close, in dollars; high and low are widened to hold
   * it.
   */
  public void correctClose(String ticker, Instant minuteStart, double close) {
    correct(ticker, minuteStart, new Tape.Correction(0, close), close);
  }

  private void correct(String ticker, Instant start, Tape.Correction correction, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("Cannot correct " + ticker + " by " + value);
    }
    if (bar(ticker, 1, "minute", false, start).isEmpty()) {
      throw new IllegalArgumentException("Cannot correct " + ticker + ": no bar at " + start);
    }
    corrections
        .computeIfAbsent(ticker, t -> new ConcurrentSkipListMap<>())
        .put(start.toEpochMilli(), correction);
  }

  /** All dividends that went ex or will within 60 days from today, by ticker and ex-date. */
  public List<Dividend> dividends() {
    return Dividends.upTo(today().plusDays(60));
  }

  /** Whether US stocks trade on a date, by the exchange's rules and special closings. */
  public static boolean isTradingDay(LocalDate date) {
    return NyseCalendar.isTradingDay(date);
  }

  /** How long a ticker trades on a date, extended hours included; none if not at all. */
  public static OptionalInt sessionMinutes(Listing listing, LocalDate date) {
    return Session.of(listing, date)
        .map(s -> OptionalInt.of(s.end() - s.start()))
        .orElse(OptionalInt.empty());
  }

  /** Today in New York. */
  public LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), Listing.NEW_YORK);
  }

  Clock clock() {
    return clock;
  }

  /**
   * The factor that brings a raw price before a split to the scale after all executed splits; 1 for
   * an announced one, which nothing has been adjusted for yet.
   */
  double splitFactor(Split split) {
    Splits.Scale scale = splits.scale(split.ticker(), true, today());
    LocalDate before = split.executionDate().minusDays(1);
    return (double) scale.adjustFrom(before) / scale.adjustTo(before);
  }

  /**
   * The factor that brings a raw price before a dividend to one without it and all later ones up to
   * today: the product of 1 - cash / price of the evening before.
   */
  Map<String, Double> dividendFactors(List<Dividend> ofOneTicker) {
    Listing listing = listing(ofOneTicker.get(0).ticker()).orElseThrow();
    Splits.Scale scale = splits.scale(listing.ticker(), false, today());
    Tape tape = tape(listing);
    return ofOneTicker.stream()
        .collect(
            Collectors.toMap(
                Dividend::id,
                d ->
                    ofOneTicker.stream()
                        .filter(later -> !later.exDividendDate().isBefore(d.exDividendDate()))
                        .filter(later -> !later.exDividendDate().isAfter(today()))
                        .mapToDouble(later -> 1 - later.cashAmount() / evening(tape, scale, later))
                        .reduce(1, (a, b) -> a * b)));
  }

  /** The cash amount at today's scale. */
  double splitAdjusted(Dividend d) {
    Splits.Scale scale = splits.scale(d.ticker(), true, today());
    return d.cashAmount()
        * scale.adjustFrom(d.exDividendDate())
        / scale.adjustTo(d.exDividendDate());
  }

  Windows windows(Listing listing, int multiplier, String timespan) {
    Timespan unit =
        Timespan.parse(timespan)
            .orElseThrow(() -> new IllegalArgumentException("Cannot make bars of a " + timespan));
    return new Windows(multiplier, unit, listing.zone());
  }

  BarReader.Reading read(
      Listing listing,
      Windows windows,
      boolean adjusted,
      Instant from,
      Instant to,
      boolean descending,
      long limit) {
    Splits.Scale scale = splits.scale(listing.ticker(), adjusted, today());
    return new BarReader(listing, windows, scale, tape(listing), seed, clock.instant())
        .read(from, to, descending, limit);
  }

  /** The daily bar of one date as the grouped endpoint has it. */
  Optional<WindowBar> day(Listing listing, LocalDate date, boolean adjusted) {
    Windows windows = new Windows(1, Timespan.DAY, listing.zone());
    Instant start = windows.startOf(date);
    Instant end = start.plus(Duration.ofHours(1));
    return read(listing, windows, adjusted, start, end, false, 1).bars().stream().findFirst();
  }

  private Tape tape(Listing listing) {
    return new Tape(
        seed, listing, corrections.getOrDefault(listing.ticker(), new ConcurrentSkipListMap<>()));
  }

  private static double evening(Tape tape, Splits.Scale scale, Dividend d) {
    LocalDate before = NyseCalendar.previousTradingDay(d.exDividendDate());
    return tape.level(before, 16 * 60, scale.rawFrom(before), scale.rawTo(before));
  }
}
