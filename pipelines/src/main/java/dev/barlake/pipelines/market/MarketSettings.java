package dev.barlake.pipelines.market;

import dev.barlake.market.FlatFilesConfig;
import dev.barlake.market.MarketTree;
import dev.barlake.market.ReadDates;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.Flags;
import dev.barlake.pipelines.cli.LakeFlag;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The flags of {@code market}, typed and checked together; see {@link MarketOptions} for what they
 * mean.
 *
 * @param flatFiles if they are the source, else empty
 * @param tree of the raw bars
 * @param adjusted whether adjusted bars are wanted too; they are computed from the raw ones
 * @param from first trading date, included
 * @param to last trading date, included
 * @param environment of the launcher, with credentials
 */
record MarketSettings(
    Optional<FlatFilesConfig> flatFiles,
    MarketTree tree,
    boolean adjusted,
    Optional<LocalDate> from,
    Optional<LocalDate> to,
    Optional<Instant> watermark,
    int lookback,
    String lake,
    Optional<String> keepRaw,
    MarketRefetch refetch,
    MarketApiConfig api,
    int requestsPerMinute,
    boolean dryRun,
    String runId,
    Map<String, String> environment,
    Supplier<MarketOptions> beam) {
  private static final String FOLDER = "us_stocks_sip";

  /**
   * The settings that the arguments ask for.
   *
   * @throws BadOptionsException with all mistakes
   */
  static MarketSettings read(Map<String, String> environment, Clock clock, String... args) {
    Flags<MarketOptions> flags = new Flags<>(MarketOptions.class, environment, clock, args);
    MarketOptions options = flags.options();
    boolean grouped = word(options.getSource()).equals("grouped");
    flags.require(
        grouped || word(options.getSource()).equals("flatfiles"),
        "--source=%s is none of flatfiles, grouped".formatted(options.getSource()));
    String timespan = word(options.getTimespan());
    flags.require(
        timespan.equals("day") || (timespan.equals("minute") && !grouped),
        "--timespan=%s: flat files have minute and day, grouped bars have day"
            .formatted(options.getTimespan()));
    boolean defaults = !grouped && !flags.isGiven("--adjusted");
    String adjusted = defaults ? "false" : word(options.getAdjusted());
    flags.require(
        List.of("true", "false", "both").contains(adjusted),
        "--adjusted=%s is none of true, false, both".formatted(options.getAdjusted()));
    flags.require(
        grouped || adjusted.equals("false"),
        "--adjusted=%s: flat files are raw; --source=grouped has adjusted bars of a day"
            .formatted(options.getAdjusted()));
    flags.require(
        options.getLookback() >= 0 && options.getLookback() <= 36_525,
        "--lookback must not be negative, nor above a century");
    Optional<LocalDate> from = flags.date("--from", options.getFrom());
    Optional<LocalDate> to = flags.date("--to", options.getTo());
    flags.require(
        from.isEmpty() || to.isEmpty() || !to.get().isBefore(from.get()),
        "--to=%s is before --from=%s".formatted(options.getTo(), options.getFrom()));
    flags.require(
        options.getFrom() == null || options.getWatermark() == null,
        "--from and --watermark exclude each other: both say where to start");
    flags.require(
        !grouped || options.getKeepRaw() == null,
        "--keepRaw is for flat files: grouped bars are no object");
    Optional<Instant> watermark =
        flags.read(
            "--watermark",
            options.getWatermark(),
            "an instant like 2024-01-31T05:00:00Z",
            Instant::parse);
    if (grouped && !options.isDryRun()) {
      flags.requireKey(ApiKey.AGGREGATES);
    }
    if (!grouped) {
      for (String name : List.of(FlatFilesConfig.ACCESS_KEY, FlatFilesConfig.SECRET_KEY)) {
        flags.require(
            FlatFilesConfig.in(environment, name).isPresent(),
            "No credentials of flat files: set the environment variable " + name);
      }
    }
    Optional<URI> url =
        flags.read(
            "--flatFilesUrl", options.getFlatFilesUrl(), "a URL like https://host", URI::create);
    Optional<MarketRefetch> refetch =
        flags.read(
            "--refetch",
            options.getRefetch(),
            "MISSING, STALE or ALL",
            text -> MarketRefetch.valueOf(text.strip().toUpperCase(Locale.ROOT)));
    MarketSettings settings =
        new MarketSettings(
            grouped
                ? Optional.empty()
                : url.map(place -> new FlatFilesConfig(place.toString(), FOLDER)),
            new MarketTree("1" + timespan, false),
            !adjusted.equals("false"),
            from,
            to,
            watermark,
            options.getLookback(),
            LakeFlag.read(flags, options.getLake()),
            Optional.ofNullable(options.getKeepRaw()),
            refetch.orElse(MarketRefetch.STALE),
            flags.api(),
            options.getRequestsPerMinute(),
            options.isDryRun(),
            flags.runId(),
            environment,
            flags::beam);
    flags.refuseMistakes();
    return settings;
  }

  private static String word(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  boolean grouped() {
    return flatFiles.isEmpty();
  }

  MarketOptions options() {
    return beam.get();
  }

  /** For the workers that compute adjusted bars. */
  ReadDates.Spec adjusting() {
    return new ReadDates.Spec(null, null, lake, null, runId);
  }

  /** For the workers. */
  ReadDates.Spec spec() {
    return new ReadDates.Spec(
        flatFiles.orElse(null), grouped() ? api : null, lake, keepRaw.orElse(null), runId);
  }
}
