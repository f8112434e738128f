package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.model.SplitEpoch;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The splits that adjusted bars were computed under. Writes {@code splits}: ticker, date, ratio,
 * windows, by ticker and date.
 */
final class SplitsTaken {
  private SplitsTaken() {}

  private record Taken(String ticker, LocalDate date, String ratio) {
    static final Comparator<Taken> ORDER =
        Comparator.comparing(Taken::ticker).thenComparing(Taken::date).thenComparing(Taken::ratio);
  }

  static ReportPart part(LakeContents contents) {
    return new ReportPart("splits", "Splits", data -> write(contents, data));
  }

  private static void write(LakeContents contents, ObjectNode data) {
    Map<Taken, TreeSet<String>> windows = new TreeMap<>(Taken.ORDER);
    for (SeriesContents s : contents.series()) {
      if (!s.splits().equals(SplitEpoch.NO_SPLITS)) {
        for (var split :
            ExecutedSplits.parse(s.splits()).orElse(ExecutedSplits.NONE).executions()) {
          String ratio = split.from().toPlainString() + ":" + split.to().toPlainString();
          windows
              .computeIfAbsent(
                  new Taken(s.series().ticker(), split.date(), ratio), k -> new TreeSet<>())
              .add(s.series().window());
        }
      }
    }
    ArrayNode splits = data.putArray("splits");
    windows.forEach(
        (taken, in) -> {
          ObjectNode split = splits.addObject().put("ticker", taken.ticker());
          split.put("date", taken.date().toString()).put("ratio", taken.ratio());
          in.forEach(split.putArray("windows")::add);
        });
  }
}
