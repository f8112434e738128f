package dev.barlake.reference;

import dev.barlake.reference.Finding.Kind;
import dev.barlake.reference.QuarantineEntry.LeftOut;
import dev.barlake.reference.Verdict.Outcome;
import dev.barlake.reference.Verdict.TableChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Decides whether loaded rows may be published: every list was walked to its end, all but a few of
 * its rows fit, none was lost between the API and the table, and no list shrank beyond what is
 * normal.
 */
final class Gates {
  /**
   * So many rows may leave a list, or not fit, on any day, however short the list is; but never all
   * of them.
   */
  private static final long FEW = 10;

  private final Handle handle;
  private final Staging staging;
  private final Comparison comparison;
  private final Quarantine quarantine;
  private final List<ReferenceList> lists;
  private final List<Finding> findings;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, List<String>> warnings = new LinkedHashMap<>();
  private Outcome outcome = Outcome.ACCEPTED;

  Gates(Handle handle, Refresh refresh) {
    this.handle = handle;
    this.staging = refresh.staging();
    this.comparison = new Comparison(handle, staging, refresh.snapshotAt());
    this.quarantine = new Quarantine(handle, staging);
    this.lists = refresh.lists();
    this.findings = findings();
  }

  private List<Finding> findings() {
    return handle
        .select("SELECT * FROM %s ORDER BY 1, 2, 3, 4".formatted(staging.findings()))
        .map(
            (row, context) ->
                new Finding(
                    row.getString("table_name"),
                    row.getString("list_name"),
                    Kind.valueOf(row.getString("kind")),
                    row.getInt("number"),
                    row.getLong("row_count"),
                    row.getString("message")))
        .list();
  }

  Verdict judge(int maxShrink, double maxQuarantine) {
    for (ReferenceList list : lists) {
      requireWhole(list);
      requireFit(list, maxQuarantine);
    }
    Map<ReferenceTable, Long> kept = outcome == Outcome.ACCEPTED ? keepOld() : Map.of();
    comparison.prepare();
    Map<String, TableChange> changes = new LinkedHashMap<>();
    for (ReferenceTable table : ReferenceTable.values()) {
      changes.put(table.tableName(), change(table, kept.getOrDefault(table, 0L)));
    }
    List<Comparison.Group> groups = comparison.groups();
    if (outcome == Outcome.ACCEPTED) {
      // Of lists that broke, or have many rows that do not fit, the numbers would mean nothing.
      changes.forEach(this::requireBalance);
      if (maxShrink < 100) {
        groups.forEach(group -> requireSize(group, maxShrink));
        requireRows(groups);
      }
    }
    boolean first = groups.stream().allMatch(group -> group.before() == 0);
    return new Verdict(outcome, faults, warnings, changes, first ? Map.of() : comparison.news());
  }

  private Map<ReferenceTable, Long> keepOld() {
    Map<ReferenceTable, Long> kept = new LinkedHashMap<>();
    lists.forEach(list -> kept.merge(list.table(), quarantine.keepOld(list), Long::sum));
    return kept;
  }

  private TableChange change(ReferenceTable table, long kept) {
    Comparison.Counts counts = comparison.of(table);
    return new TableChange(
        count(table, Kind.READ),
        count(table, Kind.REPEATED),
        counts.rows(),
        counts.added(),
        counts.removed(),
        counts.changed(),
        count(table, Kind.NULLED),
        count(table, Kind.MALFORMED),
        count(table, Kind.QUARANTINED),
        kept);
  }

  private long count(ReferenceTable table, Kind kind) {
    return findings.stream()
        .filter(finding -> finding.table().equals(table.tableName()) && finding.kind() == kind)
        .mapToLong(Finding::count)
        .sum();
  }

  private long count(ReferenceList list, Kind kind) {
    return findings.stream()
        .filter(finding -> isOf(list, finding) && finding.kind() == kind)
        .mapToLong(Finding::count)
        .sum();
  }

  private static boolean isOf(ReferenceList list, Finding finding) {
    return finding.table().equals(list.table().tableName()) && finding.list().equals(list.name());
  }

  private void requireWhole(ReferenceList list) {
    boolean ended = false;
    for (Finding finding : findings) {
      if (isOf(list, finding)) {
        ended |= finding.kind() == Kind.READ || finding.kind().name().startsWith("FAILED");
        tell(finding);
      }
    }
    if (!ended) {
      close(Outcome.ERROR, list.name() + ": no sign that the list was read to its end");
    }
  }

  private void tell(Finding finding) {
    String broke =
        text(
            "%s: the list broke off after %,d rows: %s",
            finding.list(), finding.count(), finding.message());
    switch (finding.kind()) {
      case FAILED_TRANSIENT -> close(Outcome.TRY_AGAIN_LATER, broke);
      case FAILED_PERMANENT -> close(Outcome.REFUSED, broke);
      case FAILED_FATAL -> close(Outcome.ERROR, broke);
      case READ, REPEATED, NULLED, MALFORMED, QUARANTINED -> {}
    }
  }

  /** Rows that lost a value count too: a column that cannot be read is no small thing. */
  private void requireFit(ReferenceList list, double maxQuarantine) {
    long read = count(list, Kind.READ);
    long aside = count(list, Kind.QUARANTINED);
    long malformed = count(list, Kind.MALFORMED);
    warn(list, LeftOut.ROW, aside, "rows do not fit and are kept aside");
    warn(list, LeftOut.VALUE, malformed, "rows have values that cannot be read and are NULL");
    long share = (long) Math.floor(read * maxQuarantine / 100);
    long most = maxQuarantine == 0 ? 0 : Math.max(FEW, share);
    if (maxQuarantine < 100 && aside + malformed > most) {
      close(
          Outcome.REFUSED,
          text(
              "%s: of %,d rows %,d do not fit, and %,d may; to go on without them, raise"
                  + " --maxQuarantine: %s",
              list.name(), read, aside + malformed, most, examples(list, aside > 0)));
    }
  }

  private void warn(ReferenceList list, LeftOut leftOut, long count, String what) {
    if (count > 0) {
      String examples = String.join("; ", quarantine.examples(list, leftOut));
      warnings
          .computeIfAbsent(list.table().tableName(), table -> new ArrayList<>())
          .add(text("%s: %,d %s: %s", list.name(), count, what, examples));
    }
  }

  private String examples(ReferenceList list, boolean rows) {
    return String.join("; ", quarantine.examples(list, rows ? LeftOut.ROW : LeftOut.VALUE));
  }

  private void requireBalance(String table, TableChange change) {
    long expected = change.read() - change.repeated() - change.quarantined() + change.kept();
    if (change.rows() != expected) {
      close(
          Outcome.ERROR,
          text(
              "%s: %,d rows were read, %,d of them repeated others, %,d were kept aside, %,d old"
                  + " ones were kept, but %,d were loaded; run again",
              table,
              change.read(),
              change.repeated(),
              change.quarantined(),
              change.kept(),
              change.rows()));
    }
  }

  private void requireSize(Comparison.Group group, int maxShrink) {
    long before = group.before();
    long least = Math.max(1, Math.min(before - before * maxShrink / 100, before - FEW));
    if (before > 0 && group.after() < least) {
      close(
          Outcome.REFUSED,
          text(
              "%s: %,d rows, and %,d before; if that is right, run with --maxShrink=100",
              group.name(), group.after(), before));
    }
  }

  /** Also on the first refresh: an empty answer may be a fault of the vendor's. */
  private void requireRows(List<Comparison.Group> groups) {
    for (ReferenceList list : lists) {
      boolean mayBeEmpty = list.table() == ReferenceTable.TICKERS && !list.active();
      boolean empty =
          groups.stream()
              .filter(group -> group.name().equals(list.name()))
              .allMatch(group -> group.before() == 0 && group.after() == 0);
      if (empty && !mayBeEmpty) {
        close(
            Outcome.REFUSED,
            "%s: the list is empty; if that is right, run with --maxShrink=100"
                .formatted(list.name()));
      }
    }
  }

  private void close(Outcome worse, String fault) {
    outcome = worse.compareTo(outcome) > 0 ? worse : outcome;
    faults.add(fault);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
