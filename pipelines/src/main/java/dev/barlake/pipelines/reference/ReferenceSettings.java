package dev.barlake.pipelines.reference;

import dev.barlake.database.Database;
import dev.barlake.marketapi.ListQuery.CorporateActions;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.Flags;
import dev.barlake.reference.ReferenceList;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The flags of {@code reference}, typed and checked together.
 *
 * @param lists what is read
 * @param maxShrink percent
 * @param maxQuarantine percent
 * @param api with the share of one process of the request budget
 */
record ReferenceSettings(
    List<ReferenceList> lists,
    int maxShrink,
    double maxQuarantine,
    Database database,
    MarketApiConfig api,
    boolean dryRun,
    String runId,
    int requestsPerMinute,
    Supplier<ReferenceOptions> beam) {
  private static final List<String> MARKETS = List.of("stocks", "otc", "indices", "crypto", "fx");

  /**
   * The settings that the arguments ask for.
   *
   * @throws BadOptionsException with all mistakes
   */
  static ReferenceSettings read(Map<String, String> environment, Clock clock, String... args) {
    Flags<ReferenceOptions> flags = new Flags<>(ReferenceOptions.class, environment, clock, args);
    ReferenceOptions options = flags.options();
    flags.require(
        options.getMaxShrink() >= 0 && options.getMaxShrink() <= 100,
        "--maxShrink=%s is no percentage from 0 to 100".formatted(options.getMaxShrink()));
    flags.require(
        options.getMaxQuarantine() >= 0 && options.getMaxQuarantine() <= 100,
        "--maxQuarantine=%s is no percentage from 0 to 100".formatted(options.getMaxQuarantine()));
    Optional<CorporateActions> actions =
        flags.read(
            "--corporateActions",
            options.getCorporateActions(),
            "v1 or v3",
            text -> CorporateActions.valueOf(text.toUpperCase(Locale.ROOT)));
    List<ReferenceList> lists =
        ReferenceList.of(markets(flags), actions.orElse(CorporateActions.V1));
    if (!options.isDryRun()) {
      lists.stream().map(ReferenceList::key).distinct().forEach(flags::requireKey);
    }
    ReferenceSettings settings =
        new ReferenceSettings(
            lists,
            options.getMaxShrink(),
            options.getMaxQuarantine(),
            flags.database("reference"),
            flags.api(),
            options.isDryRun(),
            flags.runId(),
            options.getRequestsPerMinute(),
            flags::beam);
    flags.refuseMistakes();
    return settings;
  }

  /** Beam's options of the run, the same object at each call. */
  ReferenceOptions options() {
    return beam.get();
  }

  private static List<String> markets(Flags<ReferenceOptions> flags) {
    Set<String> markets = new LinkedHashSet<>();
    Arrays.stream(flags.options().getMarkets().split(",", -1))
        .map(String::strip)
        .forEach(markets::add);
    for (String market : markets) {
      flags.require(
          MARKETS.contains(market),
          "--markets: '%s' is none of %s".formatted(market, String.join(", ", MARKETS)));
    }
    return List.copyOf(markets);
  }
}
