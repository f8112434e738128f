package dev.barlake.pipelines;

import dev.barlake.aggregates.Refetch;
import dev.barlake.database.BarsTable;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.model.Timespan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the flags of {@code aggregates}. */
final class AggregatesFlags {
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
  static AggregatesSettings read(Map<String, String> environment, Clock clock, String... args) {
    Flags<AggregatesOptions> flags = new Flags<>(AggregatesOptions.class, environment, clock, args);
    AggregatesSettings settings = new AggregatesFlags(flags).settings();
    flags.refuseMistakes();
    return settings;
  }

  private AggregatesSettings settings() {
    flags.require(options.getMultiplier() >= 1, "--multiplier must be at least 1");
    flags.require(options.getLookback() >= 0, "--lookback must not be negative");
    Optional<LocalDate> from =
        flags.read("--from", options.getFrom(), "a date like 2024-01-31", LocalDate::parse);
    Optional<LocalDate> to =
        flags.read("--to", options.getTo(), "a date like 2024-01-31", LocalDate::parse);
    Optional<Instant> watermark =
        flags.read(
            "--watermark",
            options.getWatermark(),
            "an instant like 2024-01-31T21:00:00Z",
            Instant::parse);
    checkRange(from, to, watermark);
    if (!options.isDryRun() || "all".equals(options.getTickers())) {
      flags.requireKey(ApiKey.AGGREGATES);
    }
    Optional<Refetch.Mode> mode =
        flags.read(
            "--refetch",
            options.getRefetch(),
            "MISSING, STALE or ALL",
            text -> Refetch.Mode.valueOf(text.toUpperCase(Locale.ROOT)));
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
        lake(),
        barsTable(),
        flags.api(),
        options.getRequestsPerMinute(),
        new Refetch(mode.orElse(Refetch.Mode.STALE), lookback, runId),
        options.isDryRun(),
        runId,
        options);
  }

  private void checkRange(
      Optional<LocalDate> from, Optional<LocalDate> to, Optional<Instant> watermark) {
    flags.require(
        options.getFrom() != null
            || options.getWatermark() != null
            || options.getWatermarks() != null,
        "Where to start is missing: give --from=<date> for a backfill, or --watermark=<instant>, or --watermarks=<uri>");
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
    String window = options.getMultiplier() + options.getTimespan();
    Optional<String> watermarks = Optional.ofNullable(options.getWatermarks());
    watermarks
        .flatMap(uri -> Watermarks.fault(uri, window, options.getAdjusted()))
        .ifPresent(fault -> flags.mistake("--watermarks=%s %s".formatted(watermarks.get(), fault)));
    return watermarks;
  }

  private Timespan timespan(String name) {
    Optional<Timespan> timespan = Timespan.named(name);
    flags.require(
        timespan.isPresent(), "--timespan=%s is none of %s".formatted(name, Timespan.names()));
    return timespan.orElse(Timespan.DAY);
  }

  private List<Boolean> scales(String adjusted) {
    return switch (adjusted) {
      case "true" -> List.of(true);
      case "false" -> List.of(false);
      case "both" -> List.of(false, true);
      default -> {
        flags.mistake("--adjusted=%s is none of true, false, both".formatted(adjusted));
        yield List.of();
      }
    };
  }

  private Optional<BarsTable> barsTable() {
    Optional<String> name = Optional.ofNullable(options.getBarsTable());
    name.flatMap(BarsTable::fault)
        .ifPresent(fault -> flags.mistake("--barsTable=%s %s".formatted(name.get(), fault)));
    return name.map(
        table -> new BarsTable(flags.database("--barsTable"), table, BarsTable.PATIENCE));
  }

  private String lake() {
    String lake =
        Optional.ofNullable(options.getLake())
            .or(() -> flags.variable("AGGREGATES_BUCKET").map(bucket -> "s3://" + bucket))
            .orElse("");
    flags.require(
        !lake.isBlank(),
        "--lake is missing: give s3://bucket/prefix or a directory, or set AGGREGATES_BUCKET");
    flags.require(
        !lake.contains("://") || lake.startsWith("s3://") || lake.startsWith("file://"),
        "--lake=%s: only s3:// and directories can be a lake".formatted(lake));
    flags.require(!lake.matches("s3://(/.*)?"), "--lake=%s has no bucket".formatted(lake));
    flags.require(
        Runners.isEmbedded(options) || lake.contains("://") || Path.of(lake).isAbsolute(),
        "--lake=%s: on a cluster a directory is given by its absolute path, which all machines share"
            .formatted(lake));
    return lake;
  }
}
