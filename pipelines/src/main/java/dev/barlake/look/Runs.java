package dev.barlake.look;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barlake.lake.Lake;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what runs left in a lake. */
final class Runs {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern RECEIPTS = Pattern.compile("(_receipts/([^/]+)/([^/]+))/.*");
  private static final Pattern MARKET = Pattern.compile("(_market/([^/]+))/[^/]+");
  private static final Pattern TIME = Pattern.compile("\\d{8}T\\d{6}Z");
  private static final DateTimeFormatter TIME_FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  private Runs() {}

  /** All of them, the newest first. */
  static List<Run> all(Lake lake) {
    List<Run> runs = new ArrayList<>();
    addOfAggregates(lake, runs);
    addOfMarket(lake, runs);
    runs.sort(
        Comparator.comparing((Run run) -> run.startedAt())
            .thenComparing(run -> run.summary().path("attempt").asInt())
            .thenComparing(run -> run.id())
            .reversed());
    return runs;
  }

  /** The newest of each command. */
  static List<Run> newest(List<Run> runs) {
    Map<String, Run> newest = new LinkedHashMap<>();
    runs.forEach(run -> newest.putIfAbsent(run.command(), run));
    return List.copyOf(newest.values());
  }

  private static void addOfAggregates(Lake lake, List<Run> runs) {
    TreeSet<String> ended = new TreeSet<>();
    for (String path : lake.list("_manifests")) {
      if (path.matches("_manifests/[^/]+\\.json")) {
        JsonNode summary = summary(lake, path);
        ended.add(summary.path("receipts").asText());
        runs.add(ended(path, summary));
      }
    }
    TreeSet<String> begun = new TreeSet<>();
    for (String path : lake.list("_receipts")) {
      Matcher receipts = RECEIPTS.matcher(path);
      if (receipts.matches()
          && !ended.contains(receipts.group(1))
          && begun.add(receipts.group(1))) {
        runs.add(
            new Run(
                plain(receipts.group(2)),
                time(receipts.group(3)),
                Run.AGGREGATES,
                JSON.missingNode(),
                receipts.group(1).replaceFirst("^_receipts", "_failed")));
      }
    }
  }

  private static void addOfMarket(Lake lake, List<Run> runs) {
    TreeSet<String> seen = new TreeSet<>();
    for (String path : lake.list("_market")) {
      Matcher directory = MARKET.matcher(path);
      if (directory.matches() && seen.add(directory.group(1))) {
        String id = plain(directory.group(2));
        JsonNode summary = summary(lake, directory.group(1) + "/summary.json");
        Instant startedAt = time(summary.path("startedAt").asText(id));
        runs.add(new Run(id, startedAt, Run.MARKET, summary, directory.group(1)));
      }
    }
  }

  private static Run ended(String path, JsonNode summary) {
    String file = path.substring("_manifests/".length()).replaceFirst("\\.json$", "");
    String id = summary.path("runId").asText(plain(file));
    String attempt = summary.path("receipts").asText("");
    String when =
        summary
            .path("startedAt")
            .asText(attempt.substring(attempt.lastIndexOf('/') + 1) + " " + id);
    // Before attempts had directories of their own, a run had one.
    String failed =
        attempt.isEmpty() ? "_failed/" + file : attempt.replaceFirst("^_receipts", "_failed");
    return new Run(id, time(when), Run.AGGREGATES, summary, failed);
  }

  private static JsonNode summary(Lake lake, String path) {
    try {
      return JSON.readTree(lake.read(path).orElse(new byte[0]));
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot read the manifest %s: %s".formatted(lake.uri(path), e.getMessage()), e);
    }
  }

  /** As {@code Layout} writes run ids: Hadoop fails on a colon in a name. */
  static String plain(String name) {
    return name.replace("%3A", ":");
  }

  /** An instant in ISO-8601, or the first time of a name. */
  static Instant time(String text) {
    try {
      Matcher time = TIME.matcher(text);
      return time.find()
          ? LocalDateTime.parse(time.group(), TIME_FORMAT).toInstant(ZoneOffset.UTC)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
