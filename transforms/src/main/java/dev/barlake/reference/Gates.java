package dev.barlake.reference;

import dev.barlake.reference.Finding.Kind;
import dev.barlake.reference.Verdict.Outcome;
import dev.barlake.reference.Verdict.TableChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Decides whether loaded rows may be published: every list was walked to its end, every row fits,
 * none was lost between the API and the table, and no list shrank beyond what is normal.
 */
final class Gates {
  /** So many rows may leave a list on any day, however short it is; but never all of them. */
  private static final long FEW = 10;

  private final Handle handle;
  private final Staging staging;
  private final Comparison comparison;
  private final List<ReferenceList> lists;
  private final List<Finding> findings;
  private final List<String> faults = new ArrayList<>();
  private Outcome outcome = Outcome.ACCEPTED;

  Gates(Handle handle, Refresh refresh) {
    this.handle = handle;
    this.staging = refresh.staging();
    this.comparison = new Comparison(handle, staging, refresh.snapshotAt());
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

  Verdict judge(int maxShrink) {
    Map<String, TableChange> changes = new LinkedHashMap<>();
    for (ReferenceTable table : ReferenceTable.values()) {
      changes.put(
          table.tableName(),
          comparison.of(table, count(table, Kind.READ), count(table, Kind.REPEATED)));
    }
    lists.forEach(this::requireWhole);
    List<Comparison.Group> groups = comparison.groups();
    if (outcome == Outcome.ACCEPTED) {
      // Of lists that broke, or have rows that do not fit, the numbers would mean nothing.
      changes.forEach(this::requireBalance);
      if (maxShrink < 100) {
        groups.forEach(group -> requireSize(group, maxShrink));
        requireRows(groups);
      }
    }
    boolean first = groups.stream().allMatch(group -> group.before() == 0);
    return new Verdict(outcome, faults, changes, first ? Map.of() : comparison.news());
  }

  private long count(ReferenceTable table, Kind kind) {
    return findings.stream()
        .filter(finding -> finding.table().equals(table.tableName()) && finding.kind() == kind)
        .mapToLong(Finding::count)
        .sum();
  }

  private void requireWhole(ReferenceList list) {
    boolean ended = false;
    for (Finding finding : findings) {
      if (finding.table().equals(list.table().tableName()) && finding.list().equals(list.name())) {
        ended |= finding.kind() != Kind.VIOLATION;
        tell(finding);
      }
    }
    if (!ended) {
      close(Outcome.ERROR, list.name() + ": nothing tells that the list was read to its end");
    }
  }

  private void tell(Finding finding) {
    String broke =
        "%s: the list broke off after %,d rows: %s"
            .formatted(finding.list(), finding.count(), finding.message());
    switch (finding.kind()) {
      case VIOLATION ->
          close(
              Outcome.REFUSED,
              "%s: %,d rows do not fit: %s"
                  .formatted(finding.list(), finding.count(), finding.message()));
      case FAILED_TRANSIENT -> close(Outcome.TRY_AGAIN_LATER, broke);
      case FAILED_PERMANENT -> close(Outcome.REFUSED, broke);
      case FAILED_FATAL -> close(Outcome.ERROR, broke);
      case READ, REPEATED -> {}
    }
  }

  private void requireBalance(String table, TableChange change) {
    if (change.rows() != change.read() - change.repeated()) {
      close(
          Outcome.ERROR,
          "%s: %,d rows were read and %,d of them repeated others, but %,d were loaded; run again"
              .formatted(table, change.read(), change.repeated(), change.rows()));
    }
  }

  private void requireSize(Comparison.Group group, int maxShrink) {
    long before = group.before();
    long least = Math.max(1, Math.min(before - before * maxShrink / 100, before - FEW));
    if (before > 0 && group.after() < least) {
      close(
          Outcome.REFUSED,
          "%s: %,d rows, and %,d before; if that is right, run with --maxShrink=100"
              .formatted(group.name(), group.after(), before));
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
}
