package dev.barlake.market;

import dev.barlake.lake.Lake;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a run of the market job leaves behind in the lake, beside its files.
 *
 * @param name of its receipts: of dates that were read, or of computed files
 */
public record MarketPart(String runId, String name) implements Serializable {
  private String directory() {
    // Hadoop's readers fail on a colon in any name.
    return "_market/" + runId.replace(":", "%3A") + "/";
  }

  /** The receipts of the dates that were to be read, a line of JSON each. */
  public String receipts() {
    return directory() + name + ".jsonl";
  }

  /** How the run ended. */
  public String summary() {
    return directory() + "summary.json";
  }

  /** Puts them into the lake, in the place of earlier ones of this name. */
  public void write(Lake lake, List<MarketReceipt> receipts) {
    StringBuilder text = new StringBuilder();
    receipts.stream()
        .map(MarketReceipt::toJson)
        .sorted()
        .forEach(line -> text.append(line).append('\n'));
    lake.write(receipts(), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The receipts in the lake.
   *
   * @throws IllegalStateException if they are missing, which means that the job did not end
   */
  public List<MarketReceipt> read(Lake lake) {
    byte[] bytes =
        lake.read(receipts())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Cannot report what was written: %s is missing"
                            .formatted(lake.uri(receipts()))));
    return new String(bytes, StandardCharsets.UTF_8).lines().map(MarketReceipt::parse).toList();
  }
}
