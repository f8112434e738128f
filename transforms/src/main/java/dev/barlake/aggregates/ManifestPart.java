package dev.barlake.aggregates;

import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The receipts of one slice of a run, as lines of JSON in the lake: {@code
 * _receipts/<run>/<attempt>/part-00000.jsonl}, and the failed ones once more below {@code _failed}.
 * The workers write it, the launcher reads it back.
 */
public record ManifestPart(Attempt attempt, int slice) implements Serializable {

  /** The path of all receipts. */
  public String path() {
    return attempt.receipts() + "/" + name();
  }

  /** The path of the failures; no file or an empty one if nothing failed. */
  public String failedPath() {
    return Layout.failures(attempt.runId(), attempt.id()) + "/" + name();
  }

  private String name() {
    return String.format(Locale.ROOT, "part-%05d.jsonl", slice);
  }

  /** Writes the receipts, sorted, so that the same receipts make the same bytes. */
  public void write(Lake lake, List<Receipt> receipts) {
    List<String> failed =
        receipts.stream()
            .filter(Receipt.Failed.class::isInstance)
            .map(Receipt::toJson)
            .sorted()
            .toList();
    // Also if the runner began the slice again, and what failed before did not fail now.
    if (!failed.isEmpty() || lake.read(failedPath()).isPresent()) {
      lake.write(failedPath(), lines(failed));
    }
    lake.write(path(), lines(receipts.stream().map(Receipt::toJson).sorted().toList()));
  }

  /**
   * The receipts in the lake.
   *
   * @throws IllegalStateException if the part is missing, which means that the slice did not end
   */
  public List<Receipt> read(Lake lake) {
    byte[] bytes =
        lake.read(path())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Cannot report what was written: %s is missing"
                            .formatted(lake.uri(path()))));
    return new String(bytes, StandardCharsets.UTF_8).lines().map(Receipt::parse).toList();
  }

  private static byte[] lines(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
