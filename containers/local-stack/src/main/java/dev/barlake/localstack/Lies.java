package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A vendor that lies now and then: a share of the requests gets a random fault from which a correct
 * client must heal, in the same run or in the next. Which, is a function of the seed and of the
 * request's number. Each URL is lied to at most once, so that asking again helps.
 *
 * <p>The lies: {@link Fault.EmptyOk} on any page, {@link WalkFault.EarlyEnd}, {@link
 * WalkFault.RepeatedBorder}, {@link Fault.CutBody}, {@link Fault.ServerError}, {@link
 * Fault.NotFound} and {@link BarFault.SilentMiddle}. An early end and dropped sessions hit only
 * ranges of {@value #VISIBLE_DAYS} days and more: a shorter silence is no different from a quiet
 * hour.
 */
final class Lies {
  private static final int VISIBLE_DAYS = 14;
  private static final List<Integer> STATUSES = List.of(500, 502, 503, 504);
  private static final long MILLIS_A_DAY = 86_400_000;
  private static final Pattern RANGE = Pattern.compile("/range/[^/]+/[^/]+/([^/]+)/([^/]+)$");

  private final long seed;
  private final double share;
  private final Set<String> lied = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * @param share of the requests, from 0 to 1
   */
  Lies(long seed, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "Cannot lie to " + share + " of the requests: a share is from 0 to 1");
    }
    this.seed = seed;
    this.share = share;
  }

  /**
   * Reads {@code SEED:SHARE}, such as {@code 7:0.05}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Lies parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("Cannot read '" + text + "' as SEED:SHARE");
    }
    return new Lies(Long.parseLong(parts[0]), Double.parseDouble(parts[1]));
  }

  /** The lie that this request gets, if it gets one. */
  Optional<Fault> next(ApiRequest request, long number) {
    long hash = Noise.mix(Noise.mix(seed), number);
    if ((hash >>> 11) * 0x1p-53 >= share) {
      return Optional.empty();
    }
    List<Fault> possible = possible(request, Noise.mix(hash, 1));
    if (possible.isEmpty() || !lied.add(request.targetWithoutKey())) {
      return Optional.empty();
    }
    Fault lie = possible.get((int) Long.remainderUnsigned(Noise.mix(hash, 2), possible.size()));
    synchronized (counts) {
      counts.merge(lie.getClass().getSimpleName(), 1, Integer::sum);
    }
    return Optional.of(lie);
  }

  /** How often it lied, by kind. */
  Map<String, Integer> counts() {
    synchronized (counts) {
      return new TreeMap<>(counts);
    }
  }

  private static List<Fault> possible(ApiRequest request, long hash) {
    int some = (int) (hash & 0x3);
    Stream<Fault> anywhere =
        Stream.of(
            new Fault.EmptyOk(Fault.In.BARS),
            new Fault.EmptyOk(Fault.In.LISTS),
            new WalkFault.RepeatedBorder(Fault.In.BARS, 1 + some),
            new WalkFault.RepeatedBorder(Fault.In.LISTS, 1 + some),
            new Fault.CutBody(60 + 40 * some),
            new Fault.ServerError(STATUSES.get(some)),
            new Fault.NotFound());
    Stream<Fault> inLongRanges =
        days(request) < VISIBLE_DAYS
            ? Stream.of()
            : Stream.of(
                new WalkFault.EarlyEnd(Fault.In.BARS, 0.25 + 0.125 * some),
                new BarFault.SilentMiddle(1 + some));
    return Stream.concat(anywhere, inLongRanges).filter(f -> f.canHit(request)).toList();
  }

  /** How many days the range of a request for bars has, as its path says; else 0. */
  private static long days(ApiRequest request) {
    Matcher range = RANGE.matcher(request.path());
    return range.find() ? day(range.group(2)) - day(range.group(1)) : 0;
  }

  private static long day(String bound) {
    return bound.matches("-?[0-9]{9,15}")
        ? Math.floorDiv(Long.parseLong(bound), MILLIS_A_DAY)
        : LocalDate.parse(bound).toEpochDay();
  }
}
