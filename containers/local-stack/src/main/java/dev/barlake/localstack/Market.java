package dev.barlake.localstack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The truth: an invented market whose every bar is a function of seed, ticker and time, so that a
 * test can compute what it expects. Only what its mutators add later changes it; they may be called
 * while it is read.
 *
 * <p>Minute bars are the base of all longer windows (day bars of weeks and longer), second bars of
 * seconds alone: they stay within their minute's prices, but their volumes need not add up to its
 * volume. A base bar exists once its window has ended by the clock; so the last longer window may
 * be a part. A window without a trade has no bar. Which windows there are: see {@code Windows}.
 *
 * <p>Raw bars are as traded. Adjusted ones apply every split with {@code executionDate <= today}
 * (in New York, by the clock) to the bars before that date: price × from/to rounded to 4 decimals,
 * volume × to/from rounded to 6. A split of {@link #addSplitBeforeRewrite} waits with that.
 */
public final class Market {
  private final long seed;
  private final Clock clock;
  private final boolean oddities;
  private final Register register;
  private final Splits splits;
  private final Dividends dividends;
  private final Factors factors = new Factors(this);
  private final AtomicLong changes = new AtomicLong();
  private final Corrections corrections = new Corrections();

  /** One whose lists are without oddities. */
  public Market(long seed, Clock clock, int universe) {
    this(seed, clock, universe, false);
  }

  /**
   * @param seed another seed is another market with the same tickers
   * @param clock what time it is; bars exist up to then
   * @param universe how many generated tickers, {@code SIM00001} and on, are listed beside the
   *     named ones, with 1.7 splits and 14.3 dividends each; those above it have bars, and neither
   *     splits nor dividends
   * @param oddities whether the lists repeat and contradict themselves as the vendor's do, see
   *     {@link SimulatorBuilder#oddities}
   */
  public Market(long seed, Clock clock, int universe, boolean oddities) {
    if (universe < 0 || universe > 99_999) {
      throw new IllegalArgumentException(
          "Cannot list " + universe + " generated tickers: 0 to 99999");
    }
    this.seed = seed;
    this.clock = clock;
    this.oddities = oddities;
    this.register = new Register(universe, oddities ? Oddities.recycled() : List.of());
    this.splits = new Splits(today(), universe, oddities ? Oddities.splits() : List.of());
    this.dividends = new Dividends(universe, oddities ? Oddities.dividends() : List.of());
  }

  /**
   * Everything listed now or in the past, sorted by ticker. A ticker that was taken again comes
   * twice, the later listing first.
   */
  public List<Listing> listings() {
    return register.all();
  }

  /**
   * The same as {@code /v3/reference/tickers} shows them, {@code active} or not, each once; options
   * are listings and not in there.
   */
  public List<TickerRow> tickerRows() {
    return register.rows(today()).stream()
        .filter(row -> !row.listing().market().equals("options"))
        .toList();
  }

  /**
   * Rows that a walk sees a second time, one page later, with another name and a later update. None
   * without oddities.
   */
  public List<TickerRow> repeatedTickers() {
    return oddities ? Oddities.repeatedTickers(tickerRows()) : List.of();
  }

  /** Dividends that a walk sees a second time, one page later. None without oddities. */
  public List<Dividend> repeatedDividends() {
    return oddities ? Oddities.repeatedDividends(dividends()) : List.of();
  }

  /** The one that has the ticker, or had it last. */
  public Optional<Listing> listing(String ticker) {
    return register.find(ticker);
  }

  /** The names of the first {@code n} generated tickers; they have bars whether listed or not. */
  public static List<String> universe(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(Generated::ticker).toList();
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

  /** All splits, also announced ones and with oddities those that are listed twice. */
  public List<Split> splits() {
    return splits.all();
  }

  /**
   * Makes a ticker split. Raw bars from {@code executionDate} on change to the new scale, raw bars
   * before it stay; adjusted bars before it change as soon as the date is not after today.
   */
  public void addSplit(String ticker, LocalDate executionDate, int from, int to) {
    splits.add(new Split(ticker, executionDate, from, to), true);
    changes.incrementAndGet();
  }

  /**
   * Makes a ticker split as {@link #addSplit} does, but adjusted bars before the date stay on the
   * old scale until {@link #rewrite}. So it was in the field: the list named a split on its
   * evening, prices followed a day later, and a client that believed the list alone kept a file on
   * two scales.
   */
  public void addSplitBeforeRewrite(String ticker, LocalDate executionDate, int from, int to) {
    splits.add(new Split(ticker, executionDate, from, to), false);
    changes.incrementAndGet();
  }

  /**
   * Takes a ticker's adjusted bars back to the scale before its latest split, until {@link
   * #rewrite}: a cache of the vendor's answers as it did before.
   */
  public void undoRewrite(String ticker) {
    splits.undoRewrite(ticker);
    changes.incrementAndGet();
  }

  /**
   * Does for the prices of a ticker what {@link #rewrite} does; its volumes stay until that: a
   * vendor that rewrites one column after the other.
   */
  public void rewritePrices(String ticker) {
    splits.rewritePrices(ticker);
    changes.incrementAndGet();
  }

  /** Brings a ticker's adjusted bars to the scale after all its executed splits. */
  public void rewrite(String ticker) {
    splits.rewrite(ticker);
    changes.incrementAndGet();
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
    corrections.put(ticker, start, correction);
    changes.incrementAndGet();
  }

  /**
   * By ticker and ex-date: of the named tickers all that went ex or will within 60 days from today,
   * and, whatever the clock says, those of generated tickers and those that were declared.
   */
  public List<Dividend> dividends() {
    return dividends.upTo(today().plusDays(60));
  }

  /**
   * Lists a company, pair or index. A ticker that is listed is refused; one that was delisted is
   * recycled: its former listing stays in the lists, the bars are of the new one.
   */
  public void list(Listing listing) {
    register.add(listing);
    changes.incrementAndGet();
  }

  /** Ends a listing: {@code date} is the first without bars. */
  public void delist(String ticker, LocalDate date) {
    register.change(ticker, listing -> listing.until(date));
    changes.incrementAndGet();
  }

  /** Gives a ticker's company another name. */
  public void rename(String ticker, String newName) {
    register.change(ticker, listing -> listing.named(newName));
    changes.incrementAndGet();
  }

  /** Declares a dividend of a ticker that is in the lists. */
  public void declareDividend(Dividend dividend) {
    if (listing(dividend.ticker()).isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot pay a dividend of " + dividend.ticker() + ": there is no such ticker");
    }
    dividends.declare(dividend);
    changes.incrementAndGet();
  }

  /**
   * The factor that brings a raw price before a split to the scale after all executed splits; 1 for
   * an announced one, which nothing has been adjusted for yet.
   */
  public double historicalFactor(Split split) {
    return factors.of(split);
  }

  /**
   * The factor that brings a raw price before a dividend to one without it and all later ones up to
   * today, at least near enough for generated tickers; above 0, at most 1.
   */
  public double historicalFactor(Dividend dividend) {
    return factors.of(dividend);
  }

  /** The cash amount at the scale of today's shares. */
  public double splitAdjustedCash(Dividend dividend) {
    return factors.splitAdjusted(dividend);
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
   * What the lists show changes with this value: after a mutator and with the New York date. Bars
   * may change without it.
   */
  Object version() {
    return List.of(changes.get(), today());
  }

  /** Scales by all splits that are listed, whether bars are rewritten for them or not. */
  Splits.Scale listedScale(String ticker, boolean adjusted) {
    return splits.listedScale(ticker, adjusted, today());
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

  /** Fills {@code bars} with the raw minute bars of a date that is over. */
  void rawMinutes(Listing listing, LocalDate date, BaseBars bars) {
    Splits.Scale scale = splits.scale(listing.ticker(), false, today());
    tape(listing).minutes(date, scale.rawFrom(date), scale.rawTo(date), bars);
  }

  Tape tape(Listing listing) {
    return new Tape(seed, listing, corrections.of(listing.ticker()));
  }
}
