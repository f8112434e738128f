package dev.barlake.pipelines;

import dev.barlake.marketapi.Split;
import dev.barlake.model.SplitEpoch;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The splits that were executed by a date, named in a short text for each ticker. When the text
 * changes, by a new split or by a corrected or withdrawn one, the vendor has rewritten the ticker's
 * whole adjusted history.
 */
record SplitHistory(Map<String, String> names) {
  static final SplitHistory EMPTY = new SplitHistory(Map.of());

  /** Names the splits with an execution date up to {@code today}; announced ones do not count. */
  static SplitHistory of(Collection<Split> splits, LocalDate today) {
    Map<String, List<Split>> executed =
        splits.stream()
            .filter(split -> !split.executionDate().isAfter(today))
            .collect(Collectors.groupingBy(Split::ticker));
    Map<String, String> names = new HashMap<>();
    executed.forEach((ticker, list) -> names.put(ticker, name(list)));
    return new SplitHistory(Map.copyOf(names));
  }

  /** The text for a ticker, {@link SplitEpoch#NO_SPLITS} where it has had none. */
  String name(String ticker) {
    return names.getOrDefault(ticker, SplitEpoch.NO_SPLITS);
  }

  private static String name(List<Split> splits) {
    List<String> lines =
        splits.stream()
            .map(
                split ->
                    split.executionDate()
                        + " "
                        + split.from().stripTrailingZeros().toPlainString()
                        + ":"
                        + split.to().stripTrailingZeros().toPlainString())
            // The vendor repeats some splits under another id.
            .distinct()
            .sorted()
            .toList();
    CRC32C checksum = new CRC32C();
    checksum.update(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    String last = lines.get(lines.size() - 1);
    return "%s %08x".formatted(last.substring(0, last.indexOf(' ')), checksum.getValue());
  }
}
