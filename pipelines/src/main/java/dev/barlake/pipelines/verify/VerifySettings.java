package dev.barlake.pipelines.verify;

import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.aggregates.TickerSource;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.Flags;
import dev.barlake.pipelines.cli.LakeFlag;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The flags of {@code verify}, typed and checked together; see {@link VerifyOptions} for what they
 * mean.
 *
 * @param tickers empty for all
 * @param multiplier empty for all
 * @param timespan empty for all
 * @param adjusted the scales to look at
 * @param from first trading date, included
 * @param to last trading date, included
 */
record VerifySettings(
    Optional<TickerSource> tickers,
    Optional<Integer> multiplier,
    Optional<Timespan> timespan,
    List<Boolean> adjusted,
    Optional<LocalDate> from,
    Optional<LocalDate> to,
    String lake,
    boolean heal,
    int healRequests,
    MarketApiConfig api,
    int requestsPerMinute,
    boolean dryRun,
    String runId,
    Supplier<VerifyOptions> beam) {

  /**
   * The settings that the arguments ask for.
   *
   * @throws BadOptionsException with all mistakes
   */
  static VerifySettings read(Map<String, String> environment, Clock clock, String... args) {
    Flags<VerifyOptions> flags = new Flags<>(VerifyOptions.class, environment, clock, args);
    VerifyOptions options = flags.options();
    Optional<LocalDate> from = flags.date("--from", options.getFrom());
    Optional<LocalDate> to = flags.date("--to", options.getTo());
    flags.require(
        from.isEmpty() || to.isEmpty() || !to.get().isBefore(from.get()),
        "--to=%s is before --from=%s".formatted(options.getTo(), options.getFrom()));
    flags.require(options.getMultiplier() >= 1, "--multiplier must be at least 1");
    flags.require(options.getHealRequests() >= 1, "--healRequests must be at least 1");
    flags.require(
        options.isHeal() || !flags.isGiven("--healRequests"), "--healRequests is for --heal=true");
    if (options.isHeal() && !options.isDryRun()) {
      flags.requireKey(ApiKey.AGGREGATES);
    }
    VerifySettings settings =
        new VerifySettings(
            Optional.ofNullable(options.getTickers())
                .map(text -> TickerSource.named(flags, text.strip())),
            flags.isGiven("--multiplier") ? Optional.of(options.getMultiplier()) : Optional.empty(),
            timespan(flags, options),
            scales(flags, options),
            from,
            to,
            LakeFlag.read(flags, options.getLake()),
            options.isHeal(),
            options.getHealRequests(),
            flags.api(),
            options.getRequestsPerMinute(),
            options.isDryRun(),
            flags.runId(),
            flags::beam);
    flags.refuseMistakes();
    return settings;
  }

  private static Optional<Timespan> timespan(Flags<VerifyOptions> flags, VerifyOptions options) {
    if (!flags.isGiven("--timespan")) {
      return Optional.empty();
    }
    Optional<Timespan> timespan =
        Timespan.named(options.getTimespan().strip().toLowerCase(Locale.ROOT))
            .filter(VerifySettings::isVerified);
    flags.require(
        timespan.isPresent(),
        "--timespan=%s is none of second, minute, hour, day".formatted(options.getTimespan()));
    return timespan;
  }

  private static boolean isVerified(Timespan timespan) {
    return timespan.isIntraday() || timespan == Timespan.DAY;
  }

  /**
   * Those of {@code --tickers}; empty for all.
   *
   * @throws BadOptionsException if their file does not exist, or is none
   */
  Optional<Set<String>> named() {
    return tickers.map(
        source ->
            Set.copyOf(
                source.load(
                    () -> {
                      throw new IllegalStateException("Named tickers need no API");
                    },
                    Set::of)));
  }

  /**
   * Whether a series is one that can be verified date by date, and is asked for. Bars of weeks and
   * longer, and of several days, are no bars of a date.
   */
  boolean wants(BarSeries series, Optional<Set<String>> named) {
    return isVerified(series.timespan())
        && (series.timespan().isIntraday() || series.multiplier() == 1)
        && named.map(set -> set.contains(series.ticker())).orElse(true)
        && multiplier.map(m -> m == series.multiplier()).orElse(true)
        && timespan.map(t -> t == series.timespan()).orElse(true)
        && adjusted.contains(series.adjusted());
  }

  private static List<Boolean> scales(Flags<VerifyOptions> flags, VerifyOptions options) {
    if (!flags.isGiven("--adjusted")) {
      return List.of(false, true);
    }
    String word = options.getAdjusted().strip().toLowerCase(Locale.ROOT);
    flags.require(
        Arrays.asList("true", "false", "both").contains(word),
        "--adjusted=%s is none of true, false, both".formatted(options.getAdjusted()));
    return word.equals("both") ? List.of(false, true) : List.of(word.equals("true"));
  }

  VerifyOptions options() {
    return beam.get();
  }
}
