package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.Refetch;
import dev.barlake.barstable.BarsTable;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.Flags;
import dev.barlake.pipelines.cli.LakeFlag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the flags of {@code aggregates}. */
public final class AggregatesFlags {
  /** More than a day has seconds; beyond it, windows leave the calendar. */
  private static final int MOST_TIMESPANS = 100_000;

  /** A run that was interrupted is gone on with within this time, or is another day's. */
  private static final Duration ONE_RUN = Duration.ofHours(20);

  /** A century. */
  private static final int MOST_DAYS = 36_525;

  private final Flags<AggregatesOptions> flags;
  private final AggregatesOptions options;

  private AggregatesFlags(Flags<AggregatesOptions> flags) {
    this.flags = flags;
    this.options = flags.options();
  }

  /**
   * The settings that the arguments ask for.
   *
   * @throws BadOptionsException with all mistakes
   */
  public static AggregatesSettings read(
      Map<String, String> environment, Clock clock, String... args) {
    Flags<AggregatesOptions> flags = new Flags<>(AggregatesOptions.class, environment, clock, args);
    AggregatesSettings settings = new AggregatesFlags(flags).settings();
    flags.refuseMistakes();
    return settings;
  }

  private AggregatesSettings settings() {
    flags.require(
        options.getMultiplier() >= 1 && options.getMultiplier() <= MOST_TIMESPANS,
        "--multiplier must be at least 1 and at most " + MOST_TIMESPANS);
    flags.require(
        options.getLookback() >= 0 && options.getLookback() <= MOST_DAYS,
        "--lookback must not be negative, nor above %d days".formatted(MOST_DAYS));
    Optional<LocalDate> from = flags.date("--from", options.getFrom());
    Optional<LocalDate> to = flags.date("--to", options.getTo());
    Optional<Instant> watermark =
        flags.read(
            "--watermark",
            options.getWatermark(),
            "an instant like 2024-01-31T21:00:00Z",
            Instant::parse);
    watermark.ifPresent(
        instant ->
            flags.requireSensible(
                "--watermark", options.getWatermark(), instant.atOffset(ZoneOffset.UTC).getYear()));
    checkRange(from, to, watermark);
    if (!options.isDryRun() || "all".equals(options.getTickers())) {
      flags.requireKey(ApiKey.AGGREGATES);
    }
    Optional<Refetch.Mode> mode =
        flags.read(
            "--refetch",
            options.getRefetch(),
            "MISSING, STALE or ALL",
            text -> Refetch.Mode.valueOf(text.strip().toUpperCase(Locale.ROOT)));
    Duration lookback = Duration.ofDays(Math.max(0, options.getLookback()));
    String runId = flags.runId();
    return new AggregatesSettings(
        TickerSource.parse(flags),
        options.getMultiplier(),
        timespan(options.getTimespan()),
        scales(options.getAdjusted()),
        from,
        to,
        watermark,
        watermarks(),
        lookback,
        LakeFlag.read(flags, options.getLake()),
        barsTable(),
        flags.api(),
        options.getRequestsPerMinute(),
        new Refetch(
            mode.orElse(Refetch.Mode.STALE),
            lookback,
            runId,
            flags.clock().instant().minus(ONE_RUN).toEpochMilli()),
        options.isDryRun(),
        runId,
        flags::beam);
  }

  private void checkRange(
      Optional<LocalDate> from, Optional<LocalDate> to, Optional<Instant> watermark) {
    flags.require(
        options.getFrom() != null
            || options.getWatermark() != null
            || options.getWatermarks() != null
            || flags.isRefused("--from", "--watermark", "--watermarks"),
        "Where to start is missing: give --from=<date> for a backfill, or --watermark=<instant>, or"
            + " --watermarks=<uri>");
    flags.require(
        options.getFrom() == null || options.getWatermark() == null,
        "--from and --watermark exclude each other: both say where a ticker starts");
    flags.require(
        from.isEmpty() || to.isEmpty() || !to.get().isBefore(from.get()),
        "--to=%s is before --from=%s".formatted(options.getTo(), options.getFrom()));
    flags.require(
        watermark.isEmpty() || !watermark.get().isAfter(flags.clock().instant()),
        "--watermark=%s is in the future".formatted(options.getWatermark()));
  }

  private Optional<String> watermarks() {
    String window = options.getMultiplier() + word(options.getTimespan());
    Optional<String> watermarks = Optional.ofNullable(options.getWatermarks());
    watermarks
        .flatMap(uri -> StartingPoints.fault(uri, window, word(options.getAdjusted())))
        .ifPresent(fault -> flags.mistake("--watermarks=%s %s".formatted(watermarks.get(), fault)));
    return watermarks;
  }

  private Timespan timespan(String name) {
    Optional<Timespan> timespan = Timespan.named(word(name));
    flags.require(
        timespan.isPresent(), "--timespan=%s is none of %s".formatted(name, Timespan.names()));
    return timespan.orElse(Timespan.DAY);
  }

  private List<Boolean> scales(String adjusted) {
    return switch (word(adjusted)) {
      case "true" -> List.of(true);
      case "false" -> List.of(false);
      case "both" -> List.of(false, true);
      default -> {
        flags.mistake("--adjusted=%s is none of true, false, both".formatted(adjusted));
        yield List.of();
      }
    };
  }

  /** A value of a few known ones, which people write as {@code Minute} or {@code TRUE}, too. */
  private static String word(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private Optional<BarsTable> barsTable() {
    Optional<String> name = Optional.ofNullable(options.getBarsTable());
    name.flatMap(BarsTable::fault)
        .ifPresent(fault -> flags.mistake("--barsTable=%s %s".formatted(name.get(), fault)));
    return name.map(
        table -> new BarsTable(flags.database("--barsTable"), table, BarsTable.PATIENCE));
  }
}
