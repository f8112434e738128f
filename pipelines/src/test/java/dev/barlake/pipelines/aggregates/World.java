package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TrueBar;
import dev.barlake.marketapi.QuickApi;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A market, a lake in a directory, and the command run against them as a user would run it. */
public final class World implements AutoCloseable {
  static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  public static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MASSIVE_API_KEY", "local-api-key",
          "RDS_DATABASE_USER", MySqlServer.USER,
          "RDS_DATABASE_PASSWORD", MySqlServer.PASSWORD);

  final MarketSimulator api;
  final Path lake;

  public World(MarketSimulator api, Path lake) {
    this.api = api;
    this.lake = lake;
  }

  static World in(Path lake) {
    return new World(MarketSimulator.start(), lake);
  }

  /** What the command left behind. */
  public record Outcome(ExitCode code, JsonNode summary, String out, String err) {
    long count(String name) {
      return summary.path("counts").path(name).asLong();
    }
  }

  /** Runs {@code aggregates}; flags given win over this world's. */
  Outcome run(String... flags) {
    return run(Clock.systemUTC(), flags);
  }

  /**
   * As {@link #run(String...)}; the client's pauses and patience take a hundredth of their time.
   */
  Outcome hurried(String... flags) {
    return hurried(Clock.systemUTC(), flags);
  }

  /** As {@link #hurried(String...)}, at another time. */
  Outcome hurried(Clock clock, String... flags) {
    String key = ENVIRONMENT.get("MASSIVE_API_KEY");
    return QuickApi.during(settings(flags).api(), key, () -> run(clock, flags));
  }

  /** As {@link #run(String...)}, at another time. */
  public Outcome run(Clock clock, String... flags) {
    return command(clock, ENVIRONMENT, flags(flags));
  }

  /** The given flags, and this world's where they are not given. */
  String[] flags(String... flags) {
    List<String> all = new ArrayList<>(Arrays.asList(flags));
    for (String flag :
        List.of(
            "--apiBaseUrl=" + api.url(),
            "--lake=" + lake,
            "--requestsPerMinute=100000",
            "--parallelism=4",
            "--runner=DirectRunner")) {
      String name = flag.substring(0, flag.indexOf('=') + 1);
      if (all.stream().noneMatch(given -> given.startsWith(name))) {
        all.add(flag);
      }
    }
    return all.toArray(String[]::new);
  }

  /** What the given flags, and this world's, mean. */
  AggregatesSettings settings(String... flags) {
    return AggregatesFlags.read(ENVIRONMENT, Clock.systemUTC(), flags(flags));
  }

  /** Runs {@code aggregates} with exactly these flags and this environment. */
  public static Outcome command(Map<String, String> environment, String... flags) {
    return command(Clock.systemUTC(), environment, flags);
  }

  private static Outcome command(Clock clock, Map<String, String> environment, String... flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Aggregates.run(flags, environment, clock, new PrintStream(out), new PrintStream(err));
    String text = out.toString(StandardCharsets.UTF_8);
    try {
      String last = text.lines().reduce((a, b) -> b).orElse("{}");
      return new Outcome(
          code,
          last.startsWith("{")
              ? new ObjectMapper().readTree(last)
              : new ObjectMapper().readTree("{}"),
          text,
          err.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("The last line is no JSON: " + text, e);
    }
  }

  /** What the market had: bars whose windows start on the given dates of a zone. */
  List<TrueBar> truth(
      String ticker,
      int multiplier,
      String timespan,
      boolean adjusted,
      String from,
      String to,
      ZoneId zone) {
    return api.market()
        .bars(
            ticker, multiplier, timespan, adjusted, midnight(from, 0, zone), midnight(to, 1, zone));
  }

  /** As {@link #truth} for five-minute bars of a stock. */
  List<TrueBar> truth(String ticker, boolean adjusted, String from, String to) {
    return truth(ticker, 5, "minute", adjusted, from, to, NEW_YORK);
  }

  /** That the lake has all bars of a series that trades in New York as they were, and no others. */
  void assertExact(String ticker, String timespan, boolean adjusted, String from, String to) {
    assertThat(reader().bars(ticker, "1" + timespan, adjusted))
        .as("%s adjusted=%s", ticker, adjusted)
        .isNotEmpty()
        .isEqualTo(truth(ticker, 1, timespan, adjusted, from, to, NEW_YORK));
  }

  private static Instant midnight(String date, int plusDays, ZoneId zone) {
    return LocalDate.parse(date).plusDays(plusDays).atStartOfDay(zone).toInstant();
  }

  LakeReader reader() {
    return new LakeReader(lake);
  }

  /** All lines of the files below a folder of the lake, such as {@code _failed}. */
  List<String> lines(String folder) {
    Path below = lake.resolve(folder);
    if (!Files.exists(below)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(below)) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      return lines;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
