package dev.barlake.look;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An attempt of a run that left something in the lake.
 *
 * @param id the run id; several attempts may have one
 * @param startedAt {@link Instant#EPOCH} if nothing says it
 * @param summary as in the manifest; a missing node if it is under way or was killed
 * @param failed the directory of what failed, in the lake
 */
record Run(String id, Instant startedAt, JsonNode summary, String failed) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern RECEIPTS = Pattern.compile("(_receipts/([^/]+)/([^/]+))/.*");
  private static final Pattern TIME = Pattern.compile("\\d{8}T\\d{6}Z");
  private static final DateTimeFormatter TIME_FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  /** All of them, the newest first. */
  static List<Run> all(Lake lake) {
    List<Run> runs = new ArrayList<>();
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
                JSON.missingNode(),
                receipts.group(1).replaceFirst("^_receipts", "_failed")));
      }
    }
    runs.sort(
        Comparator.comparing((Run run) -> run.startedAt())
            .thenComparing(run -> run.summary().path("attempt").asInt())
            .thenComparing(run -> run.id())
            .reversed());
    return runs;
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
    return new Run(id, time(when), summary, failed);
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
  private static String plain(String name) {
    return name.replace("%3A", ":");
  }

  /** An instant in ISO-8601, or the first time of a name. */
  private static Instant time(String text) {
    try {
      Matcher time = TIME.matcher(text);
      return time.find()
          ? LocalDateTime.parse(time.group(), TIME_FORMAT).toInstant(ZoneOffset.UTC)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  /** Whether it came to its end and said so. */
  boolean ended() {
    return summary.has("exitCode");
  }

  int exitCode() {
    return summary.path("exitCode").asInt();
  }

  long count(String name) {
    return summary.path("counts").path(name).asLong();
  }

  String window() {
    return summary.path("window").asText("");
  }

  /** What failed, as its receipts say. */
  List<Receipt.Failed> failures(Lake lake) {
    List<Receipt.Failed> failures = new ArrayList<>();
    for (String path : lake.list(failed)) {
      byte[] lines = lake.read(path).orElse(new byte[0]);
      new String(lines, StandardCharsets.UTF_8)
          .lines()
          .map(Receipt::parse)
          .filter(Receipt.Failed.class::isInstance)
          .map(Receipt.Failed.class::cast)
          .forEach(failures::add);
    }
    return failures;
  }

  /** How it ended, in a word or two. */
  String outcome() {
    if (!ended()) {
      return "no end";
    }
    return switch (exitCode()) {
      case 0 -> "done";
      case 3 -> "failed in part";
      case 75 -> "try again later";
      case 99 -> "nothing to do";
      default -> "error";
    };
  }
}
