package dev.barlake.localstack;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/** Settings of a {@link MarketSimulator}; see there for what holds without them. */
public final class SimulatorBuilder {
  private static final String VENDOR = "https://api.polygon.io";

  int port;
  long seed = 42;
  String apiKey = "local-api-key";
  Duration latency = Duration.ZERO;
  int requestsPerMinute;
  Duration quotaWindow = Duration.ofMinutes(1);
  Clock clock = Clock.systemUTC();
  Optional<LocalDate> planHistory = Optional.empty();
  Optional<String> nextUrlBase = Optional.of(VENDOR);
  boolean emptyLastPage;
  int universe;
  boolean oddities;
  boolean wrongDates;
  Optional<Lies> lies = Optional.empty();

  SimulatorBuilder() {}

  /** 0 for a free one. */
  public SimulatorBuilder port(int value) {
    port = value;
    return this;
  }

  public SimulatorBuilder seed(long value) {
    seed = value;
    return this;
  }

  public SimulatorBuilder apiKey(String value) {
    apiKey = value;
    return this;
  }

  /** How long every answer takes at least. */
  public SimulatorBuilder latency(Duration value) {
    latency = value;
    return this;
  }

  /** 0 for no limit. */
  public SimulatorBuilder requestsPerMinute(int value) {
    requestsPerMinute = value;
    return this;
  }

  /** How long the minute of the quota is, in real time, for tests that cannot wait. */
  public SimulatorBuilder quotaWindow(Duration value) {
    quotaWindow = value;
    return this;
  }

  /** What time it is in the market: bars exist up to then, and splits are executed by then. */
  public SimulatorBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /**
   * The earliest date of the plan (inclusive): before it 403, a range across it is silently cut.
   */
  public SimulatorBuilder planHistory(LocalDate value) {
    planHistory = Optional.of(value);
    return this;
  }

  /**
   * Scheme and host of {@code next_url}; empty for the address by which the client came, so that
   * one that follows it verbatim stays here with its key.
   */
  public SimulatorBuilder nextUrlBase(Optional<String> value) {
    nextUrlBase = value;
    return this;
  }

  /** Whether a last page that is exactly full leads to an empty one. */
  public SimulatorBuilder emptyLastPage(boolean value) {
    emptyLastPage = value;
    return this;
  }

  /**
   * How many generated tickers, {@code SIM00001} and on, the lists hold beside the named ones, with
   * 1.7 splits and 14.3 dividends each: of 35,000 there are 59,500 splits and 500,500 dividends.
   */
  public SimulatorBuilder universe(int value) {
    universe = value;
    return this;
  }

  /**
   * Whether the lists repeat and contradict themselves as the vendor's do; without it each row
   * comes once. With it: a ticker comes again on the next page with another name and a later update
   * ({@link Market#repeatedTickers}), a dividend comes again with the same id ({@link
   * Market#repeatedDividends}), {@code NEWC} has a delisted namesake, and {@code ODDS} has one
   * split under two ids, one without an id, two of one day, and dividends without id, dates and
   * currency; all these are in {@link Market#listings}, {@link Market#splits} and {@link
   * Market#dividends}.
   */
  public SimulatorBuilder oddities(boolean value) {
    oddities = value;
    return this;
  }

  /**
   * Whether {@link Fault.WrongDate} is possible. It costs a relay before the server, so it is not
   * by default.
   */
  public SimulatorBuilder wrongDates(boolean value) {
    wrongDates = value;
    return this;
  }

  /**
   * Lies at random to a share of the requests, in ways that a correct client heals from by asking
   * again; each URL is lied to once at most.
   *
   * @param lieSeed with the request's number it decides on each lie
   * @param share from 0 to 1
   */
  public SimulatorBuilder lies(long lieSeed, double share) {
    lies = Optional.of(new Lies(lieSeed, share));
    return this;
  }

  public MarketSimulator start() {
    return new MarketSimulator(this);
  }
}
