package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.verify.Verdict;
import dev.barlake.verify.VerdictFile;
import dev.barlake.verify.VerdictRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The verdicts of a lake, as the report shows them. */
final class VerdictContents {
  /** Files whose rows are in memory at a time. */
  private static final int FILES = 100;

  /** Findings that are kept; the page shows fewer. */
  private static final int MOST_FINDINGS = 2_000;

  /** The dates of one window and scale, and what is said of each series on them. */
  record Layer(String window, boolean adjusted, List<LocalDate> dates) {
    String name() {
      return window + (adjusted ? " adjusted" : " raw");
    }
  }

  private final Optional<LastVerify> last;
  private final Map<Layer, Map<String, VerdictCells>> layers = new LinkedHashMap<>();
  private final Map<Verdict, Long> made = new EnumMap<>(Verdict.class);
  private final Map<Verdict, Long> all = new EnumMap<>(Verdict.class);
  private Map<String, VerdictFinding> findings = new HashMap<>();
  private long dropped;

  private VerdictContents(Optional<LastVerify> last) {
    this.last = last;
  }

  /** Reads those of the wanted tickers, some dates at a time. */
  static VerdictContents read(Lake lake, Predicate<String> wanted) {
    VerdictContents contents = new VerdictContents(LastVerify.of(lake));
    for (String window : VerdictFile.windows(lake)) {
      contents.read(lake, window, wanted);
    }
    return contents;
  }

  private void read(Lake lake, String window, Predicate<String> wanted) {
    List<LocalDate> dates = List.copyOf(VerdictFile.dates(lake, window));
    Layer raw = new Layer(window, false, dates);
    Layer adjusted = new Layer(window, true, dates);
    for (int start = 0; start < dates.size(); start += FILES) {
      List<LocalDate> some = dates.subList(start, Math.min(dates.size(), start + FILES));
      Footers<List<VerdictRow>> files =
          Footers.read(some, date -> Optional.of(VerdictFile.read(lake, window, date)));
      for (int i = 0; i < some.size(); i++) {
        for (VerdictRow row : files.read().get(i)) {
          if (wanted.test(row.ticker())) {
            add(row.adjusted() ? adjusted : raw, start + i, row);
          }
        }
      }
      drop();
    }
  }

  private void add(Layer layer, int date, VerdictRow row) {
    boolean isNew = last.filter(verify -> verify.run().equals(row.run())).isPresent();
    layers
        .computeIfAbsent(layer, l -> new TreeMap<>())
        .computeIfAbsent(row.ticker(), t -> new VerdictCells(layer.dates().size()))
        .put(date, row.verdict(), isNew);
    all.merge(row.verdict(), 1L, Long::sum);
    if (isNew) {
      made.merge(row.verdict(), 1L, Long::sum);
    }
    if (row.verdict().isBad()) {
      findings
          .computeIfAbsent(
              VerdictFinding.key(layer.window(), row), key -> new VerdictFinding(layer.window()))
          .add(row);
    }
  }

  /** A lake in which all is wrong must not fill the memory. */
  private void drop() {
    if (findings.size() > MOST_FINDINGS) {
      Map<String, VerdictFinding> kept = new HashMap<>();
      findings.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(VerdictFinding.ORDER))
          .limit(MOST_FINDINGS)
          .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
      dropped += findings.size() - kept.size();
      findings = kept;
    }
  }

  /** The last run of {@code verify}; empty if there was none. */
  Optional<LastVerify> last() {
    return last;
  }

  /** The series of each window and scale, by ticker. */
  Map<Layer, Map<String, VerdictCells>> layers() {
    return layers;
  }

  /** How many verdicts there are. */
  Map<Verdict, Long> all() {
    return all;
  }

  /** How many of them the last run made. */
  Map<Verdict, Long> made() {
    return made;
  }

  /** The worst first. */
  List<VerdictFinding> findings() {
    List<VerdictFinding> sorted = new ArrayList<>(findings.values());
    sorted.sort(VerdictFinding.ORDER);
    return sorted;
  }

  /** How many there are, also of those that are not kept. */
  long findingCount() {
    return findings.size() + dropped;
  }
}
