package dev.barlake.pipelines.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.market.MarketWorld;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A market, a lake of its bars, and the command run on it as a user would run it. */
public final class VerifyWorld implements AutoCloseable {
  static final String FROM = "--from=2026-10-01";
  static final String TO = "--to=2026-10-30";

  final MarketWorld market;
  private final Path lake;

  public VerifyWorld(Path lake) {
    this(lake, new MarketWorld(lake));
  }

  private VerifyWorld(Path lake, MarketWorld market) {
    this.lake = lake;
    this.market = market;
  }

  /** The same market with another lake; it is closed with the first. */
  VerifyWorld at(Path otherLake) {
    return new VerifyWorld(otherLake, market);
  }

  public record Outcome(ExitCode code, JsonNode summary, String err) {
    public long count(String verdict) {
      return summary.path("counts").path(verdict).asLong();
    }

    long healed(String what) {
      return summary.path("healed").path(what).asLong();
    }
  }

  /** The flags, and October if they give no range. */
  private static List<String> range(String... flags) {
    List<String> all = new ArrayList<>(Arrays.asList(flags));
    if (all.stream().noneMatch(flag -> flag.startsWith("--from="))) {
      all.addAll(List.of(FROM, TO));
    }
    return all;
  }

  /** Extracts October; flags given say what of it. */
  public void extract(String... flags) {
    List<String> all = range(flags);
    World.Outcome outcome =
        new World(market.api, lake).run(market.clock, all.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
  }

  /** Brings files of the whole market of October. */
  void witness(String... flags) {
    List<String> all = range(flags);
    MarketWorld.Outcome outcome = market.run(all.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
  }

  /** Runs {@code verify}; flags given win over this world's. */
  public Outcome verify(String... flags) {
    List<String> all = new ArrayList<>(Arrays.asList(flags));
    for (String flag :
        List.of(
            "--apiBaseUrl=" + market.api.url(),
            "--lake=" + lake,
            "--requestsPerMinute=100000",
            "--parallelism=2",
            "--runner=DirectRunner")) {
      String name = flag.substring(0, flag.indexOf('=') + 1);
      if (all.stream().noneMatch(given -> given.startsWith(name))) {
        all.add(flag);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Verify.run(
            all.toArray(String[]::new),
            World.ENVIRONMENT,
            market.clock,
            new PrintStream(out),
            new PrintStream(err));
    String text = out.toString(StandardCharsets.UTF_8);
    try {
      return new Outcome(
          code,
          new ObjectMapper().readTree(text.lines().reduce((a, b) -> b).orElse("{}")),
          err.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("The last line is no JSON: " + text, e);
    }
  }

  /** Takes the minutes of a ticker from an instant (inclusive) to another out of the lake. */
  public int hole(String ticker, boolean adjusted, String from, String to) {
    long start = Instant.parse(from).toEpochMilli();
    long end = Instant.parse(to).toEpochMilli();
    return Holes.make(
        lake,
        new BarSeries(ticker, 1, Timespan.MINUTE, adjusted),
        time -> time >= start && time < end);
  }

  /** Verdicts that are not as usual: ticker, scale, date, verdict, test. */
  List<String> bad() {
    return verdicts("verdict IN ('suspect', 'missing')");
  }

  List<String> verdicts(String where) {
    return market.query(
        "SELECT ticker, adjusted, date, verdict, test FROM"
            + " '"
            + lake
            + "/_verify/timespan=*/trade_date=*/verdicts.parquet' WHERE "
            + where
            + " ORDER BY ALL");
  }

  @Override
  public void close() {
    market.close();
  }
}
