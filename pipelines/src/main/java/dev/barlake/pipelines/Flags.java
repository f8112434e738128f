package dev.barlake.pipelines;

import dev.barlake.aggregates.Refetch;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.model.Timespan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import software.amazon.awssdk.regions.Region;

/** Reads the command line and the environment into settings, collecting every mistake. */
final class Flags {
  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** What a run id may hold: it names objects, and Airflow's own ids must pass. */
  private static final String RUN_ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._:+=-]{0,199}";

  private final Map<String, String> environment;
  private final Clock clock;
  private final List<String> mistakes = new ArrayList<>();
  private final Set<String> flagged = new HashSet<>();

  Flags(Map<String, String> environment, Clock clock) {
    this.environment = environment;
    this.clock = clock;
  }

  /**
   * The settings that the arguments ask for.
   *
   * @throws BadOptionsException with all mistakes
   */
  AggregatesSettings aggregates(String... args) {
    AggregatesOptions options = parse(args);
    AggregatesSettings settings = check(options);
    if (!mistakes.isEmpty()) {
      throw new BadOptionsException(mistakes);
    }
    return settings;
  }

  /** Each flag alone first: the options factory stops at the first mistake. */
  private AggregatesOptions parse(String... args) {
    PipelineOptionsFactory.register(AggregatesOptions.class);
    PipelineOptionsFactory.register(S3Options.class);
    List<String> good = new ArrayList<>();
    // Beam itself would take the direct runner, which is on the path too and made for tests.
    good.add("--runner=FlinkRunner");
    for (String arg : args) {
      try {
        PipelineOptionsFactory.fromArgs(arg).as(AggregatesOptions.class);
        good.removeIf(other -> arg.startsWith("--runner=") && other.startsWith("--runner="));
        good.add(arg);
        flagged.add(arg.replaceFirst("=.*", ""));
      } catch (IllegalArgumentException e) {
        mistakes.add("%s: %s".formatted(arg, firstLine(e)));
      }
    }
    return PipelineOptionsFactory.fromArgs(good.toArray(String[]::new)).as(AggregatesOptions.class);
  }

  private static String firstLine(IllegalArgumentException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message
        .lines()
        .findFirst()
        .orElse("not understood")
        .replaceFirst("Class interface \\S+ missing a property", "there is no flag");
  }

  /** The region as the users' setup names it, where neither a flag nor the SDK's own says it. */
  private void useRegion(AggregatesOptions options) {
    AwsOptions aws = options.as(AwsOptions.class);
    String region = environment.get("AWS_REGION_NAME");
    boolean given = environment.containsKey("AWS_REGION") || flagged.contains("--awsRegion");
    if (region != null && !given) {
      aws.setAwsRegion(Region.of(region));
    }
  }

  private AggregatesSettings check(AggregatesOptions options) {
    useRegion(options);
    require(options.getMultiplier() >= 1, "--multiplier must be at least 1");
    require(options.getLookback() >= 0, "--lookback must not be negative");
    require(options.getRequestsPerMinute() >= 1, "--requestsPerMinute must be at least 1");
    require(options.getRequestTimeoutSeconds() >= 1, "--requestTimeoutSeconds must be at least 1");
    require(options.getWorkerProcesses() >= 1, "--workerProcesses must be at least 1");
    require(
        options.getWorkerProcesses() <= Math.max(1, options.getRequestsPerMinute()),
        "--workerProcesses=%d share --requestsPerMinute=%d: less than one request a minute each"
            .formatted(options.getWorkerProcesses(), options.getRequestsPerMinute()));
    Optional<LocalDate> from =
        read("--from", options.getFrom(), "a date like 2024-01-31", LocalDate::parse);
    Optional<LocalDate> to =
        read("--to", options.getTo(), "a date like 2024-01-31", LocalDate::parse);
    Optional<Instant> watermark =
        read(
            "--watermark",
            options.getWatermark(),
            "an instant like 2024-01-31T21:00:00Z",
            Instant::parse);
    checkRange(options, from, to, watermark);
    String runId = Optional.ofNullable(options.getRunId()).orElseGet(this::newRunId);
    require(
        runId.matches(RUN_ID_PATTERN), "--runId=%s must match %s".formatted(runId, RUN_ID_PATTERN));
    checkKey(options);
    Optional<Refetch.Mode> mode =
        read(
            "--refetch",
            options.getRefetch(),
            "MISSING, STALE or ALL",
            text -> Refetch.Mode.valueOf(text.toUpperCase(Locale.ROOT)));
    Duration lookback = Duration.ofDays(Math.max(0, options.getLookback()));
    return new AggregatesSettings(
        tickers(options),
        options.getMultiplier(),
        timespan(options.getTimespan()),
        scales(options.getAdjusted()),
        from,
        to,
        watermark,
        Optional.ofNullable(options.getWatermarks()),
        lookback,
        lake(options),
        api(options),
        options.getRequestsPerMinute(),
        new Refetch(mode.orElse(Refetch.Mode.STALE), lookback, runId),
        options.isDryRun(),
        runId,
        options);
  }

  private void checkRange(
      AggregatesOptions options,
      Optional<LocalDate> from,
      Optional<LocalDate> to,
      Optional<Instant> watermark) {
    require(
        options.getFrom() != null
            || options.getWatermark() != null
            || options.getWatermarks() != null,
        "Where to start is missing: give --from=<date> for a backfill, or --watermark=<instant>, or --watermarks=<uri>");
    require(
        options.getFrom() == null || options.getWatermark() == null,
        "--from and --watermark exclude each other: both say where a ticker starts");
    require(
        from.isEmpty() || to.isEmpty() || !to.get().isBefore(from.get()),
        "--to=%s is before --from=%s".formatted(options.getTo(), options.getFrom()));
    require(
        watermark.isEmpty() || !watermark.get().isAfter(clock.instant()),
        "--watermark=%s is in the future".formatted(options.getWatermark()));
  }

  private void checkKey(AggregatesOptions options) {
    boolean planOnly = options.isDryRun() && !"all".equals(options.getTickers());
    require(
        planOnly || ApiKey.AGGREGATES.in(environment).isPresent(),
        "No API key: set one of the environment variables "
            + String.join(", ", ApiKey.AGGREGATES.variables()));
  }

  private TickerSource tickers(AggregatesOptions options) {
    return TickerSource.parse(options, environment, mistakes);
  }

  private Timespan timespan(String name) {
    Optional<Timespan> timespan = Timespan.named(name);
    require(timespan.isPresent(), "--timespan=%s is none of %s".formatted(name, Timespan.names()));
    return timespan.orElse(Timespan.DAY);
  }

  private List<Boolean> scales(String adjusted) {
    return switch (adjusted) {
      case "true" -> List.of(true);
      case "false" -> List.of(false);
      case "both" -> List.of(false, true);
      default -> {
        mistakes.add("--adjusted=%s is none of true, false, both".formatted(adjusted));
        yield List.of();
      }
    };
  }

  private String lake(AggregatesOptions options) {
    String bucket = environment.getOrDefault("AGGREGATES_BUCKET", "");
    String lake =
        Optional.ofNullable(options.getLake()).orElse(bucket.isBlank() ? "" : "s3://" + bucket);
    require(
        !lake.isBlank(),
        "--lake is missing: give s3://bucket/prefix or a directory, or set AGGREGATES_BUCKET");
    require(
        !lake.contains("://") || lake.startsWith("s3://") || lake.startsWith("file://"),
        "--lake=%s: only s3:// and directories can be a lake".formatted(lake));
    require(!lake.matches("s3://(/.*)?"), "--lake=%s has no bucket".formatted(lake));
    require(
        Runners.isEmbedded(options) || lake.contains("://") || Path.of(lake).isAbsolute(),
        "--lake=%s: on a cluster a directory is given by its absolute path, which all machines share"
            .formatted(lake));
    return lake;
  }

  private MarketApiConfig api(AggregatesOptions options) {
    int share =
        Math.max(1, options.getRequestsPerMinute() / Math.max(1, options.getWorkerProcesses()));
    Optional<URI> url =
        read(
            "--apiBaseUrl",
            options.getApiBaseUrl(),
            "a URL like https://host",
            text -> {
              URI uri = URI.create(text);
              if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
                throw new IllegalArgumentException("not an http URL");
              }
              return uri;
            });
    MarketApiConfig standard = MarketApiConfig.of(url.orElse(URI.create("https://invalid")), share);
    return new MarketApiConfig(
        standard.baseUrl(),
        standard.requestsPerMinute(),
        Duration.ofSeconds(Math.max(1, options.getRequestTimeoutSeconds())),
        standard.attempts());
  }

  private String newRunId() {
    return RUN_ID.format(clock.instant())
        + "-%04x".formatted(ThreadLocalRandom.current().nextInt(0x10000));
  }

  private <T> Optional<T> read(String flag, String text, String form, Function<String, T> parser) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text));
    } catch (DateTimeException | IllegalArgumentException e) {
      mistakes.add("%s=%s is not %s".formatted(flag, text, form));
      return Optional.empty();
    }
  }

  private void require(boolean holds, String sentence) {
    if (!holds) {
      mistakes.add(sentence);
    }
  }
}
