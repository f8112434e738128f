package dev.barlake.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Coverage;
import dev.barlake.model.Coverage.Fetched;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The key-values of a partition file's footer, all JSON or plain words:
 *
 * <pre>
 * barlake.schema    1
 * barlake.series    {"ticker":"AAPL","multiplier":5,"timespan":"minute","adjusted":true}
 * barlake.period    2024-01
 * barlake.epoch     {"revision":0,"splits":"none"}
 * barlake.coverage  [{"from":1704067200000,"to":1706745600000,"fetched_at":1718000000000,"run":"r1"}]
 * </pre>
 *
 * Instants are epoch milliseconds, {@code to} is exclusive. A range whose bars were computed from
 * an earlier scale has {@code "rescaled":true} too.
 */
final class Footer {
  private static final String SCHEMA = "barlake.schema";
  private static final String SERIES = "barlake.series";
  private static final String PERIOD = "barlake.period";
  private static final String EPOCH = "barlake.epoch";
  private static final String COVERAGE = "barlake.coverage";
  private static final String VERSION = "1";
  private static final JsonMapper JSON = new JsonMapper();

  private Footer() {}

  static Map<String, String> of(BarBlock block) {
    Map<String, String> footer = new TreeMap<>();
    footer.put(SCHEMA, VERSION);
    footer.put(SERIES, series(block.series()));
    footer.put(PERIOD, block.series().storagePeriod().label(block.period()));
    footer.put(EPOCH, epoch(block.epoch()));
    footer.put(COVERAGE, coverage(block.coverage()));
    return footer;
  }

  /** Sees that a footer is one of this version and of this partition. */
  static void check(Map<String, String> footer, BarSeries series, long period) {
    expect(footer, SCHEMA, VERSION);
    expect(footer, SERIES, series(series));
    expect(footer, PERIOD, series.storagePeriod().label(period));
  }

  static SplitEpoch epoch(Map<String, String> footer) {
    JsonNode epoch = parse(footer.get(EPOCH));
    return new SplitEpoch(epoch.required("revision").intValue(), epoch.required("splits").asText());
  }

  static Coverage coverage(Map<String, String> footer) {
    return coverage(footer.get(COVERAGE));
  }

  static Coverage coverage(String json) {
    List<Fetched> ranges = new ArrayList<>();
    for (JsonNode range : parse(json)) {
      ranges.add(
          new Fetched(
              new TimeRange(range.required("from").longValue(), range.required("to").longValue()),
              range.required("fetched_at").longValue(),
              range.required("run").asText(),
              range.path("rescaled").asBoolean(false)));
    }
    return new Coverage(ranges);
  }

  static String coverage(Coverage coverage) {
    ArrayNode ranges = JSON.createArrayNode();
    for (Fetched fetched : coverage.ranges()) {
      ObjectNode range =
          ranges
              .addObject()
              .put("from", fetched.range().from())
              .put("to", fetched.range().to())
              .put("fetched_at", fetched.fetchedAt())
              .put("run", fetched.runId());
      if (fetched.rescaled()) {
        range.put("rescaled", true);
      }
    }
    return ranges.toString();
  }

  private static String series(BarSeries series) {
    ObjectNode json = JSON.createObjectNode();
    json.put("ticker", series.ticker());
    json.put("multiplier", series.multiplier());
    json.put("timespan", series.timespan().apiName());
    json.put("adjusted", series.adjusted());
    return json.toString();
  }

  private static String epoch(SplitEpoch epoch) {
    ObjectNode json = JSON.createObjectNode();
    json.put("revision", epoch.revision());
    json.put("splits", epoch.splits());
    return json.toString();
  }

  private static void expect(Map<String, String> footer, String key, String expected) {
    String found = footer.get(key);
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "its footer says %s is %s, not %s".formatted(key, found, expected));
    }
  }

  private static JsonNode parse(String json) {
    if (json == null) {
      throw new IllegalArgumentException("its footer has no epoch or no coverage");
    }
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "its footer cannot be parsed: " + e.getOriginalMessage(), e);
    }
  }
}
