package dev.barlake.pipelines.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.FlatFiles;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.S3Server;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A market with flat files, a lake in a directory, and the command run as a user would run it. */
public final class MarketWorld implements AutoCloseable {
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MASSIVE_API_KEY", "local-api-key",
          "FLATFILES_ACCESS_KEY_ID", FlatFiles.ACCESS_KEY,
          "FLATFILES_SECRET_ACCESS_KEY", FlatFiles.SECRET_KEY);

  /** Noon in New York. */
  static final Instant NOW = Instant.parse("2026-11-20T17:00:00Z");

  public final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  public final MarketSimulator api = MarketSimulator.builder().clock(clock).start();
  final S3Server s3 = S3Server.start().offer(api.flatFiles());
  final Path lake;

  public MarketWorld(Path lake) {
    this.lake = lake;
  }

  public record Outcome(ExitCode code, JsonNode summary, String err) {
    public long count(String name) {
      return summary.path("counts").path(name).asLong();
    }
  }

  public Outcome run(String... flags) {
    return run(ENVIRONMENT, flags);
  }

  /** Runs {@code market}; flags given win over this world's. */
  Outcome run(Map<String, String> environment, String... flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        WholeMarket.run(
            flags(flags), environment, clock, new PrintStream(out), new PrintStream(err));
    String text = out.toString(StandardCharsets.UTF_8);
    try {
      String last = text.lines().reduce((a, b) -> b).orElse("{}");
      return new Outcome(
          code, new ObjectMapper().readTree(last), err.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("The last line is no JSON: " + text, e);
    }
  }

  String[] flags(String... flags) {
    List<String> all = new ArrayList<>(Arrays.asList(flags));
    boolean grouped = all.contains("--source=grouped");
    for (String flag :
        List.of(
            "--apiBaseUrl=" + api.url(),
            "--flatFilesUrl=" + s3.endpoint(),
            "--lake=" + lake,
            "--timespan=" + (grouped ? "day" : "minute"),
            "--adjusted=false",
            "--requestsPerMinute=100000",
            "--runner=DirectRunner")) {
      String name = flag.substring(0, flag.indexOf('=') + 1);
      if (all.stream().noneMatch(given -> given.startsWith(name))) {
        all.add(flag);
      }
    }
    return all.toArray(String[]::new);
  }

  /** The rows of a query, fields between spaces; {@code LAKE} is the lake's place. */
  public List<String> query(String sql) {
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement();
        ResultSet rows = statement.executeQuery(sql.replace("LAKE", lake.toString()))) {
      List<String> read = new ArrayList<>();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : " ").append(rows.getString(i));
        }
        read.add(row.toString());
      }
      return read;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    s3.close();
    api.close();
  }
}
