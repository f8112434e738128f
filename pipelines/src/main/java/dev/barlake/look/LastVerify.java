package dev.barlake.look;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barlake.lake.Lake;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The newest receipt that {@code verify} left.
 *
 * @param startedAt {@link Instant#EPOCH} if nothing says it
 * @param receipt the run's summary
 */
record LastVerify(String run, Instant startedAt, JsonNode receipt) {
  private static final String RUNS = "_verify/runs/";
  private static final JsonMapper JSON = new JsonMapper();

  /** Empty if the lake was never verified. */
  static Optional<LastVerify> of(Lake lake) {
    List<String> receipts =
        lake.list(RUNS).stream()
            .filter(path -> path.startsWith(RUNS) && path.endsWith(".json"))
            .toList();
    return Footers.read(receipts, path -> lake.read(path).map(bytes -> of(path, bytes)))
        .read()
        .stream()
        .max(Comparator.comparing(LastVerify::startedAt).thenComparing(LastVerify::run));
  }

  private static LastVerify of(String path, byte[] bytes) {
    String id = Runs.plain(path.substring(RUNS.length(), path.length() - ".json".length()));
    try {
      JsonNode receipt = JSON.readTree(bytes);
      return new LastVerify(id, Runs.time(receipt.path("startedAt").asText(id)), receipt);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** How many of the dates that it looked at have a verdict, as {@code never_asked}. */
  long count(String verdict) {
    return receipt.path("counts").path(verdict).asLong();
  }
}
