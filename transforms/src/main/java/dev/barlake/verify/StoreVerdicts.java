package dev.barlake.verify;

import dev.barlake.lake.Lake;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the verdicts of a date into the lake, in the place of those of the same series; rows of
 * other series stay. Two runs at a time lose nothing of each other's.
 */
final class StoreVerdicts {
  private StoreVerdicts() {}

  static void into(Lake lake, String window, LocalDate date, List<VerdictRow> news) {
    lake.change(
        VerdictFile.path(window, date),
        stored -> {
          List<VerdictRow> before = stored.map(VerdictFile::read).orElse(List.of());
          byte[] bytes = VerdictFile.write(merged(before, news));
          return stored.filter(old -> Arrays.equals(old, bytes)).isPresent()
              ? Optional.empty()
              : Optional.of(bytes);
        });
  }

  private static List<VerdictRow> merged(List<VerdictRow> before, List<VerdictRow> news) {
    Map<String, VerdictRow> earlier = new HashMap<>();
    before.forEach(row -> earlier.put(row.adjusted() + row.ticker(), row));
    Map<String, VerdictRow> rows = new HashMap<>(earlier);
    news.forEach(row -> rows.put(row.adjusted() + row.ticker(), row));
    return Together.of(List.copyOf(rows.values())).stream()
        .map(
            row ->
                row.check() == Check.TOGETHER
                    ? SecondAnswer.judge(row, earlier.get(row.adjusted() + row.ticker()))
                    : row)
        .sorted(VerdictRow.ORDER)
        .toList();
  }
}
