package dev.barlake.pipelines.cli;

import dev.barlake.database.Database;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApiConfig;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import software.amazon.awssdk.regions.Region;

/**
 * The command line and the environment of one run of a job, read once. Every mistake is collected;
 * {@link #refuseMistakes} reports them together.
 */
public final class Flags<O extends JobOptions> {
  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What a run id may hold: it names objects, and Airflow's own ids must pass. */
  private static final String RUN_ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._:+=-]{0,199}";

  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2100;

  private final Map<String, String> environment;
  private final Clock clock;
  private final BeamFlags<O> beamFlags;
  private final CommandLine<O> commandLine;
  private final O options;
  private final List<String> mistakes = new ArrayList<>();
  private O beam;

  /** Reads what fits the options; what does not is a mistake. */
  public Flags(Class<O> type, Map<String, String> environment, Clock clock, String... args) {
    this.environment = environment;
    this.clock = clock;
    this.beamFlags = new BeamFlags<>(type);
    this.commandLine = CommandLine.ofJob(beamFlags, args);
    this.options = commandLine.own();
    this.mistakes.addAll(commandLine.mistakes());
  }

  /** The region as the users' setup names it, if neither a flag nor the SDK's own variable does. */
  private void useRegion(O beam) {
    String region = environment.get("AWS_REGION_NAME");
    boolean given = environment.containsKey("AWS_REGION") || commandLine.isGiven("--awsRegion");
    if (region != null && !given) {
      beam.as(AwsOptions.class).setAwsRegion(Region.of(region));
    }
  }

  /** Our own flags. */
  public O options() {
    return options;
  }

  /** All options, Beam's too. They are made when they are first asked for. */
  public O beam() {
    if (beam == null) {
      beam = beamFlags.read(commandLine.wellFormed());
      useRegion(beam);
    }
    return beam;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** A variable of the environment; empty if it is not set, or blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  public Clock clock() {
    return clock;
  }

  public boolean isGiven(String flag) {
    return commandLine.isGiven(flag);
  }

  /** Whether one of the flags was given and could not be read: that has its own sentence. */
  public boolean isRefused(String... flags) {
    return Arrays.stream(flags).anyMatch(commandLine::isRefused);
  }

  public void mistake(String sentence) {
    mistakes.add(sentence);
  }

  public void require(boolean holds, String sentence) {
    if (!holds) {
      mistakes.add(sentence);
    }
  }

  /** A flag's text as a value; empty if it is not given. A text that is no value is a mistake. */
  public <T> Optional<T> read(String flag, String text, String form, Function<String, T> parser) {
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

  /** A flag's text as a trading date; empty if it is not given. */
  public Optional<LocalDate> date(String flag, String text) {
    Optional<LocalDate> date = read(flag, text, "a date like 2024-01-31", LocalDate::parse);
    date.ifPresent(day -> requireSensible(flag, text, day.getYear()));
    return date;
  }

  public void requireKey(ApiKey key) {
    require(
        key.in(environment).isPresent(),
        "No API key: set one of the environment variables " + String.join(", ", key.variables()));
  }

  /** The run id that was given, or a new one. */
  public String runId() {
    String runId = Optional.ofNullable(options.getRunId()).orElseGet(this::newRunId);
    require(
        runId.matches(RUN_ID_PATTERN), "--runId=%s must match %s".formatted(runId, RUN_ID_PATTERN));
    return runId;
  }

  private String newRunId() {
    return RUN_ID.format(clock.instant())
        + String.format(Locale.ROOT, "-%04x", ThreadLocalRandom.current().nextInt(0x10000));
  }

  /** The API, with one process's share of the budget. */
  public MarketApiConfig api() {
    int budget = options.getRequestsPerMinute();
    int processes = options.getWorkerProcesses();
    require(budget >= 1, "--requestsPerMinute must be at least 1");
    require(processes >= 1, "--workerProcesses must be at least 1");
    require(
        processes <= Math.max(1, budget),
        "--workerProcesses=%d share --requestsPerMinute=%d: less than one request a minute each"
            .formatted(processes, budget));
    int timeout = options.getRequestTimeoutSeconds();
    require(timeout >= 1, "--requestTimeoutSeconds must be at least 1");
    Optional<URI> url =
        read("--apiBaseUrl", options.getApiBaseUrl(), "a URL like https://host", Flags::httpUrl);
    MarketApiConfig standard =
        MarketApiConfig.of(
            url.orElse(URI.create("https://invalid")),
            Math.max(1, budget / Math.max(1, processes)));
    return new MarketApiConfig(
        standard.baseUrl(), standard.requestsPerMinute(), Duration.ofSeconds(Math.max(1, timeout)));
  }

  private static URI httpUrl(String text) {
    URI uri = URI.create(text);
    if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
      throw new IllegalArgumentException("not an http URL");
    }
    return uri;
  }

  /**
   * The database, by flags or environment.
   *
   * @param who needs it, for the message if it is missing
   */
  public Database database(String who) {
    DatabaseOptions given = (DatabaseOptions) options;
    Optional<String> url =
        Optional.ofNullable(given.getJdbcUrl())
            .or(() -> variable("RDS_DATABASE_HOST").map(this::urlOf));
    Optional<String> user =
        Optional.ofNullable(given.getJdbcUser()).or(() -> variable("RDS_DATABASE_USER"));
    require(url.isPresent(), who + " needs --jdbcUrl, or RDS_DATABASE_HOST in the environment");
    url.flatMap(Database::fault).ifPresent(fault -> mistake("--jdbcUrl " + fault));
    require(
        user.isPresent() && variable(Database.PASSWORD_VARIABLE).isPresent(),
        "%s needs --jdbcUser (or RDS_DATABASE_USER) and %s"
            .formatted(who, Database.PASSWORD_VARIABLE));
    return new Database(url.orElse(""), user.orElse(""));
  }

  /** Collects a year that is mistyped: it would plan centuries of files. */
  public void requireSensible(String flag, String text, int year) {
    require(
        isSensible(year),
        "%s=%s is not within the years %d to %d".formatted(flag, text, FIRST_YEAR, LAST_YEAR));
  }

  /** Whether bars can be of this year, from 1970 to 2100. */
  public static boolean isSensible(int year) {
    return year >= FIRST_YEAR && year <= LAST_YEAR;
  }

  private String urlOf(String host) {
    return "jdbc:mysql://%s:%s/%s"
        .formatted(
            host,
            variable("RDS_DATABASE_PORT").orElse("3306"),
            variable("RDS_DATABASE_DBNAME").orElse(""));
  }

  /**
   * Ends the reading.
   *
   * @throws BadOptionsException with all mistakes, if there are any
   */
  public void refuseMistakes() {
    if (mistakes.isEmpty() && !options.isDryRun()) {
      Runners.fault(beam()).ifPresent(this::mistake);
    }
    if (!mistakes.isEmpty()) {
      throw new BadOptionsException(mistakes);
    }
  }
}
