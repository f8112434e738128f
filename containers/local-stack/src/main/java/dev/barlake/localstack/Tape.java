package dev.barlake.localstack;

import static dev.barlake.localstack.BaseBars.PRICE_UNITS;
import static dev.barlake.localstack.BaseBars.VOLUME_UNITS;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Makes the raw base bars of one ticker: each is a function of seed, ticker and minute alone.
 *
 * <p>Minute bars follow a price path. Second bars lie within the price range of their minute, but
 * their volumes are their own: as with the vendor, the seconds need not add up to the minute.
 */
final class Tape {
  /** From here on the vendor reports fractional shares. */
  private static final LocalDate FRACTIONAL = LocalDate.of(2026, 2, 23);

  private final Listing listing;
  private final long seed;
  private final Noise.Path path;
  private final NavigableMap<Long, Correction> corrections;
  private final BaseBars minute = new BaseBars();

  /** What a late report made of a minute bar: exactly one of the two is above 0. */
  record Correction(double factor, double newClose) {}

  Tape(long seed, Listing listing, NavigableMap<Long, Correction> corrections) {
    this.listing = listing;
    this.seed = Noise.of(seed, listing.ticker());
    this.path = new Noise.Path(Noise.mix(this.seed, 11));
    this.corrections = corrections;
  }

  /**
   * Fills {@code bars} with the minute bars of a date; {@code from} old shares are {@code to} now.
   */
  void minutes(LocalDate date, long from, long to, BaseBars bars) {
    bars.size = 0;
    Optional<Session> session = Session.of(listing, date);
    if (session.isEmpty() || isQuietDay(date)) {
      return;
    }
    // Noon minus twelve hours: on a day that moves the clocks this is not midnight, but every
    // session
    // of a zone with such days begins after the move.
    long zero =
        date.atTime(LocalTime.NOON).atZone(listing.zone()).toInstant().toEpochMilli() - 43_200_000L;
    boolean fractional = !date.isBefore(FRACTIONAL) || listing.market().equals("crypto");
    for (int m = session.get().start(); m < session.get().end(); m++) {
      long epochMinute = zero / 60_000 + m;
      long hash = Noise.mix(seed, epochMinute);
      double density = listing.density() * (session.get().isRegular(m) ? 1 : 0.3);
      if (Noise.part(hash, 0) < density) {
        int i = bars.add();
        bars.second[i] = m * 60;
        bars.start[i] = epochMinute * 60_000;
        trade(bars, i, hash, epochMinute, from, to);
        volume(bars, i, hash, session.get().busyness(m) * to / from, fractional);
      }
    }
    correct(bars);
  }

  /** Fills {@code bars} with the second bars of a date. */
  void seconds(LocalDate date, long from, long to, BaseBars bars) {
    minutes(date, from, to, minute);
    bars.size = 0;
    for (int k = 0; k < minute.size; k++) {
      for (int s = 0; s < 60; s++) {
        long hash = Noise.mix(seed + 3, minute.start[k] + s);
        // The first second of a minute that traded always has a bar, so that no minute is without
        // one.
        if (s == 0 || Noise.part(hash, 0) < 0.6 * listing.density()) {
          int i = bars.add();
          bars.second[i] = minute.second[k] + s;
          bars.start[i] = minute.start[k] + s * 1000L;
          second(bars, i, k, hash);
        }
      }
    }
  }

  /** The price level at the beginning of a minute of a date, in dollars, raw. */
  double level(LocalDate date, int minuteOfDay, long from, long to) {
    long noon = date.atTime(LocalTime.NOON).atZone(listing.zone()).toEpochSecond() / 60;
    return listing.price() * path.at(noon - 720 + minuteOfDay) * from / to;
  }

  /** A ticker that hardly trades has whole days without a trade. */
  private boolean isQuietDay(LocalDate date) {
    return listing.density() < 0.1 && Noise.mix(seed + 5, date.toEpochDay()) % 5 == 0;
  }

  private void trade(BaseBars bars, int i, long hash, long epochMinute, long from, long to) {
    double level = listing.price() * PRICE_UNITS * from / to;
    double first = level * path.at(epochMinute);
    bars.close[i] = BaseBars.price(level * path.at(epochMinute + 1));
    bars.open[i] = BaseBars.price(first * (1 + 0.0002 * (Noise.part(hash, 1) - 0.5)));
    long reach = (long) (first * 0.0012);
    double up = Noise.part(hash, 2);
    double down = Noise.part(hash, 3);
    bars.high[i] = Math.max(bars.open[i], bars.close[i]) + (long) (reach * up * up);
    bars.low[i] = Math.max(1, Math.min(bars.open[i], bars.close[i]) - (long) (reach * down * down));
    bars.vwap[i] = bars.low[i] + (long) ((bars.high[i] - bars.low[i]) * Noise.part(hash, 1));
  }

  private void volume(BaseBars bars, int i, long hash, double busyness, boolean fractional) {
    if (listing.isIndex()) {
      bars.volume[i] = 0;
      bars.transactions[i] = 0;
      return;
    }
    double u = Noise.part(hash, 2);
    double units = listing.minuteVolume() * busyness * (0.25 + 2.5 * u * u * u) * VOLUME_UNITS;
    long volume = Math.max(VOLUME_UNITS, Math.round(units / VOLUME_UNITS) * VOLUME_UNITS);
    if (fractional) {
      volume += Math.floorMod(Noise.mix(hash), VOLUME_UNITS) - VOLUME_UNITS / 2;
    }
    bars.volume[i] = volume;
    bars.transactions[i] = 1 + (long) (volume / (double) VOLUME_UNITS / (20 + 150 * u));
  }

  private void second(BaseBars bars, int i, int k, long hash) {
    long low = minute.low[k];
    long room = minute.high[k] - low + 1;
    bars.open[i] = low + (long) (room * Noise.part(hash, 1));
    bars.close[i] = low + (long) (room * Noise.part(hash, 2));
    bars.high[i] = Math.max(bars.open[i], bars.close[i]);
    bars.low[i] = Math.min(bars.open[i], bars.close[i]);
    bars.vwap[i] = (bars.high[i] + bars.low[i]) / 2;
    double share = 0.005 + 0.05 * Noise.part(hash, 3);
    long whole = (long) ((double) minute.volume[k] / VOLUME_UNITS * share);
    long fraction = minute.volume[k] % VOLUME_UNITS;
    bars.volume[i] = listing.isIndex() ? 0 : Math.max(1, whole) * VOLUME_UNITS + fraction;
    bars.transactions[i] = listing.isIndex() ? 0 : 1 + (long) (minute.transactions[k] * share);
  }

  private void correct(BaseBars bars) {
    if (corrections.isEmpty() || bars.size == 0) {
      return;
    }
    for (int i = 0; i < bars.size; i++) {
      Correction c = corrections.get(bars.start[i]);
      if (c != null) {
        double close = c.factor > 0 ? bars.close[i] * c.factor : c.newClose * PRICE_UNITS;
        bars.close[i] = BaseBars.price(close);
        bars.high[i] = Math.max(bars.high[i], bars.close[i]);
        bars.low[i] = Math.min(bars.low[i], bars.close[i]);
        bars.volume[i] = Math.round(bars.volume[i] * (c.factor > 0 ? c.factor : 1));
      }
    }
  }
}
