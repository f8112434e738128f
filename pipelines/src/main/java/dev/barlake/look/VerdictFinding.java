package dev.barlake.look;

import dev.barlake.verify.VerdictRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Verdicts that have one cause: a silence that tickers share, or the same words about a whole
 * series on several dates, as those of a wrong scale.
 */
final class VerdictFinding {
  /** The worst first. */
  static final Comparator<VerdictFinding> ORDER =
      Comparator.comparingDouble((VerdictFinding f) -> -f.worst().badness())
          .thenComparing(VerdictFinding::window)
          .thenComparing(f -> f.worst().ticker())
          .thenComparing(f -> f.worst().adjusted())
          .thenComparing(f -> f.worst().date());

  private static final Comparator<VerdictRow> ROWS =
      Comparator.comparingDouble((VerdictRow row) -> -row.badness())
          .thenComparing(VerdictRow::ticker)
          .thenComparing(VerdictRow::adjusted)
          .thenComparing(VerdictRow::date);

  /** So many of its verdicts can be looked at, the worst; the rest is only counted. */
  private static final int KEPT = 6;

  private final String window;
  private final List<VerdictRow> rows = new ArrayList<>();
  private final TreeSet<String> tickers = new TreeSet<>();
  private LocalDate from = LocalDate.MAX;
  private LocalDate to = LocalDate.MIN;
  private int count;

  VerdictFinding(String window) {
    this.window = window;
  }

  /** Names the finding that a verdict belongs to. */
  static String key(String window, VerdictRow row) {
    if (row.together() >= 0) {
      return window + " " + row.together();
    }
    String cause = row.from() < 0 ? row.check() + row.text() : row.date().toString();
    return "%s %s %s %s".formatted(window, row.adjusted(), row.ticker(), cause);
  }

  void add(VerdictRow row) {
    rows.add(row);
    rows.sort(ROWS);
    if (rows.size() > KEPT) {
      rows.remove(KEPT);
    }
    tickers.add(row.ticker());
    from = row.date().isBefore(from) ? row.date() : from;
    to = row.date().isAfter(to) ? row.date() : to;
    count++;
  }

  String window() {
    return window;
  }

  VerdictRow worst() {
    return rows.get(0);
  }

  /** The worst few of its verdicts. */
  List<VerdictRow> rows() {
    return List.copyOf(rows);
  }

  /** How many verdicts it has. */
  int count() {
    return count;
  }

  SortedSet<String> tickers() {
    return tickers;
  }

  LocalDate from() {
    return from;
  }

  LocalDate to() {
    return to;
  }

  /** The command that asks for it again. Of very many tickers it asks about all of the date. */
  String heal(String sameLake) {
    String named =
        tickers.size() > SeriesFailures.MOST_TICKERS
            ? ""
            : " --tickers=" + SeriesFailures.quoted(String.join(",", tickers));
    return "./barlake verify %s%s --from=%s --to=%s --heal=true"
        .formatted(sameLake, named, from, to);
  }
}
