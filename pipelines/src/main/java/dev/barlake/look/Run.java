package dev.barlake.look;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import dev.barlake.market.MarketReceipt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An attempt of a run that left something in the lake.
 *
 * @param id the run id; several attempts may have one
 * @param startedAt {@link Instant#EPOCH} if nothing says it
 * @param command {@link Run#AGGREGATES} or {@link Run#MARKET}
 * @param summary as the run left it; a missing node if it is under way or was killed
 * @param failed the directory of the receipts of what failed, in the lake
 */
record Run(String id, Instant startedAt, String command, JsonNode summary, String failed) {
  static final String AGGREGATES = "aggregates";
  static final String MARKET = "market";

  private boolean isMarket() {
    return command.equals(MARKET);
  }

  /** Whether it came to its end and said so. */
  boolean ended() {
    return summary.has("exitCode");
  }

  int exitCode() {
    return summary.path("exitCode").asInt();
  }

  /** A count of the summary. Files of a market run are those of its dates. */
  long count(String name) {
    if (isMarket() && name.equals("files")) {
      return Stream.of("written", "replaced", "derived").mapToLong(this::count).sum();
    }
    return summary.path("counts").path(name).asLong();
  }

  /** As {@code 5minute}, or {@code 1day, all stocks}. */
  String of() {
    return window() + (isMarket() ? ", all stocks" : "");
  }

  String window() {
    return summary.path("window").asText("");
  }

  /** What failed, as its receipts say. */
  List<? extends FailureGroup> failures(Lake lake) {
    return isMarket()
        ? MarketFailures.of(this, lines(lake).map(MarketReceipt::parse).toList())
        : SeriesFailures.of(
            lines(lake)
                .map(Receipt::parse)
                .filter(Receipt.Failed.class::isInstance)
                .map(Receipt.Failed.class::cast)
                .toList());
  }

  private Stream<String> lines(Lake lake) {
    List<String> lines = new ArrayList<>();
    for (String path : lake.list(failed)) {
      if (path.endsWith(".jsonl")) {
        byte[] bytes = lake.read(path).orElse(new byte[0]);
        new String(bytes, StandardCharsets.UTF_8).lines().forEach(lines::add);
      }
    }
    return lines.stream();
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
