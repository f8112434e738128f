package dev.barlake.pipelines.aggregates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.model.BarSeries;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.Flags;
import dev.barlake.store.Stores;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far each series was extracted, as {@code --watermarks} says: by one file for all series, or
 * by a folder as the lake keeps it, with a file for each scale.
 *
 * <p>A file is a JSON object of a ticker each, with an instant or, as the lake writes it, an object
 * that has one under {@code watermark}.
 */
record StartingPoints(Map<Boolean, Map<String, Instant>> byScale) {
  static final StartingPoints NONE = new StartingPoints(Map.of());

  /** What the lake keeps for one window: its folder, or in that the file of one scale. */
  private static final Pattern KEPT =
      Pattern.compile(
          "(?<folder>(?:.*/)?timespan=(?<window>[^/]*))/?(?:(?<=/)adjusted=(?<scale>true|false)\\.json)?");

  /** The series' own watermark. */
  Optional<Instant> of(BarSeries series) {
    return Optional.ofNullable(
        byScale.getOrDefault(series.adjusted(), Map.of()).get(series.ticker()));
  }

  /**
   * Why a path or URI cannot be right; empty if it may be. What the lake keeps for one window or
   * scale says nothing of another.
   *
   * @param adjusted as in {@code --adjusted}
   */
  static Optional<String> fault(String uri, String window, String adjusted) {
    Matcher kept = KEPT.matcher(uri);
    if (!kept.matches()) {
      return uri.endsWith("/")
          ? Optional.of("is no folder like <lake>/_watermarks/timespan=%s/".formatted(window))
          : Optional.empty();
    }
    if (!kept.group("window").equals(window)) {
      return Optional.of("is not of %s bars".formatted(window));
    }
    String scale = kept.group("scale");
    return scale == null || scale.equals(adjusted)
        ? Optional.empty()
        : Optional.of(
            "is of one scale, and --adjusted=%s is not that: give the folder, %s/"
                .formatted(adjusted, kept.group("folder")));
  }

  /**
   * Reads a path or URI.
   *
   * @param mayBeMissing whether series have another start: the first run on a lake has no file
   */
  static StartingPoints read(String uri, AggregatesSettings settings, boolean mayBeMissing) {
    Map<Boolean, Map<String, Instant>> byScale = new HashMap<>();
    for (boolean adjusted : settings.adjusted()) {
      String file = file(uri, adjusted);
      Optional<String> text = Stores.text(file, settings.options());
      if (text.isEmpty() && !mayBeMissing) {
        throw new BadOptionsException(
            List.of(
                "--watermarks=%s does not exist; for the first run on a lake give --from as well"
                    .formatted(file)));
      }
      byScale.put(adjusted, text.map(json -> parse(json, file)).orElseGet(Map::of));
    }
    return new StartingPoints(byScale);
  }

  private static String file(String uri, boolean adjusted) {
    Matcher kept = KEPT.matcher(uri);
    return kept.matches() && kept.group("scale") == null
        ? "%s/adjusted=%s.json".formatted(kept.group("folder"), adjusted)
        : uri;
  }

  /** A year that is mistyped would plan centuries of files. */
  private static Instant instant(String text) {
    Instant instant = Instant.parse(text);
    if (!Flags.isSensible(instant.atOffset(ZoneOffset.UTC).getYear())) {
      throw new DateTimeException("No year of a market");
    }
    return instant;
  }

  private static Map<String, Instant> parse(String json, String uri) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot read the watermarks in " + uri, e);
    }
    if (!root.isObject()) {
      throw new BadOptionsException(
          List.of("--watermarks=%s is no JSON object of tickers and instants".formatted(uri)));
    }
    List<String> mistakes = new ArrayList<>();
    Map<String, Instant> watermarks = new HashMap<>();
    root.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              String text = (value.isObject() ? value.path("watermark") : value).asText();
              try {
                watermarks.put(field.getKey(), instant(text));
              } catch (DateTimeException e) {
                mistakes.add(
                    "--watermarks=%s: '%s' of %s is no instant like 2024-01-31T21:00:00Z"
                        .formatted(uri, text, field.getKey()));
              }
            });
    if (!mistakes.isEmpty()) {
      throw new BadOptionsException(mistakes);
    }
    return watermarks;
  }
}
