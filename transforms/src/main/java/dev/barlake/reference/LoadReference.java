package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.reference.ReferenceRow.Block;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads lists of reference data from the API, side by side within one request budget, and loads
 * them into the staging tables of a {@link Refresh}. Nobody sees them there: what was found out on
 * the way is written beside them, and {@link Refresh#judge} decides by it.
 *
 * <p>Rows are upserted by the tables' keys, so a bundle that is tried again ends in the same rows.
 */
public final class LoadReference extends PTransform<PBegin, PDone> {
  private final List<ReferenceList> lists;
  private final MarketApiConfig api;
  private final Database database;
  private final Staging staging;
  private final Instant snapshotAt;
  private final Duration patience;

  private LoadReference(
      List<ReferenceList> lists,
      MarketApiConfig api,
      Database database,
      Staging staging,
      Instant snapshotAt,
      Duration patience) {
    this.lists = List.copyOf(lists);
    this.api = api;
    this.database = database;
    this.staging = staging;
    this.snapshotAt = snapshotAt;
    this.patience = patience;
  }

  /**
   * Loads what a refresh is for.
   *
   * @param api which API, and how many requests a minute each worker process may send to it
   */
  public static LoadReference into(Refresh refresh, MarketApiConfig api) {
    return new LoadReference(
        refresh.lists(),
        api,
        refresh.database(),
        refresh.staging(),
        refresh.snapshotAt(),
        refresh.patience());
  }

  @Override
  public PDone expand(PBegin begin) {
    PCollectionList<Finding> findings = PCollectionList.empty(begin.getPipeline());
    PCollectionList<QuarantineEntry> quarantine = PCollectionList.empty(begin.getPipeline());
    for (ReferenceTable table : ReferenceTable.values()) {
      PCollectionTuple read = read(begin, table);
      findings = findings.and(read.get(ReadListFn.FINDINGS));
      quarantine = quarantine.and(read.get(ReadListFn.QUARANTINE));
      PCollection<Block> rows = read.get(ReadListFn.ROWS);
      for (int key = 0; key < table.keys().size(); key++) {
        PCollectionTuple chosen =
            rows.apply(
                "OneRowPerKey %s by %s".formatted(table.tableName(), table.keys().get(key)),
                new OneRowPerKey(table, key));
        findings = findings.and(chosen.get(OneRowPerKey.FINDINGS));
        rows = chosen.get(OneRowPerKey.ROWS);
      }
      rows.apply("Load " + table.tableName(), loader(table));
    }
    findings.apply("Findings", Flatten.pCollections()).apply("Report", findingsLoader());
    quarantine.apply("Quarantine", Flatten.pCollections()).apply("Put aside", quarantineLoader());
    return PDone.in(begin.getPipeline());
  }

  /** Each list is a root of the graph, so that all of them are walked at the same time. */
  private PCollectionTuple read(PBegin begin, ReferenceTable table) {
    PCollectionList<Block> rows = PCollectionList.empty(begin.getPipeline());
    PCollectionList<Finding> findings = PCollectionList.empty(begin.getPipeline());
    PCollectionList<QuarantineEntry> quarantine = PCollectionList.empty(begin.getPipeline());
    for (ReferenceList list : lists) {
      if (list.table() == table) {
        PCollectionTuple read =
            begin
                .apply("List " + list.name(), Create.of(list))
                .apply(
                    "Read " + list.name(),
                    ParDo.of(new ReadListFn(api))
                        .withOutputTags(
                            ReadListFn.ROWS,
                            TupleTagList.of(ReadListFn.FINDINGS).and(ReadListFn.QUARANTINE)));
        rows = rows.and(read.get(ReadListFn.ROWS).setCoder(ReferenceRow.BlockCoder.of()));
        findings = findings.and(read.get(ReadListFn.FINDINGS).setCoder(coder(Finding.class)));
        quarantine =
            quarantine.and(read.get(ReadListFn.QUARANTINE).setCoder(coder(QuarantineEntry.class)));
      }
    }
    String name = " of " + table.tableName();
    return PCollectionTuple.of(ReadListFn.ROWS, rows.apply("Rows" + name, Flatten.pCollections()))
        .and(ReadListFn.FINDINGS, findings.apply("Findings" + name, Flatten.pCollections()))
        .and(ReadListFn.QUARANTINE, quarantine.apply("Quarantine" + name, Flatten.pCollections()));
  }

  private static <T extends Serializable> SerializableCoder<T> coder(Class<T> type) {
    return SerializableCoder.of(type);
  }

  private ParDo.SingleOutput<Block, Void> loader(ReferenceTable table) {
    List<String> columns = new ArrayList<>(table.columns().stream().map(Column::name).toList());
    columns.add("snapshot_at");
    String snapshot = Column.utc(snapshotAt);
    return loader(
        new LoadFn.Target(staging.stage(table), columns, table.primaryKey().size()),
        block -> {
          List<String[]> rows = new ArrayList<>(block.rows().size());
          for (ReferenceRow row : block.rows()) {
            String[] values = row.values().toArray(new String[row.values().size() + 1]);
            values[values.length - 1] = snapshot;
            rows.add(values);
          }
          return rows;
        });
  }

  private ParDo.SingleOutput<Finding, Void> findingsLoader() {
    List<String> columns =
        List.of("table_name", "list_name", "kind", "number", "row_count", "message");
    return loader(
        new LoadFn.Target(staging.findings(), columns, 4),
        finding ->
            oneRow(
                finding.table(),
                finding.list(),
                finding.kind().name(),
                Integer.toString(finding.number()),
                Long.toString(finding.count()),
                finding.message()));
  }

  private ParDo.SingleOutput<QuarantineEntry, Void> quarantineLoader() {
    List<String> columns =
        List.of(
            "table_name",
            "list_name",
            "position",
            "column_name",
            "left_out",
            "ticker",
            "row_id",
            "reason",
            "content",
            "snapshot_at");
    String snapshot = Column.utc(snapshotAt);
    return loader(
        new LoadFn.Target(staging.quarantine(), columns, 4),
        entry ->
            oneRow(
                entry.table(),
                entry.list(),
                Long.toString(entry.position()),
                entry.column(),
                entry.leftOut().name(),
                entry.ticker(),
                entry.rowId(),
                entry.reason(),
                entry.content(),
                snapshot));
  }

  private static List<String[]> oneRow(String... values) {
    return List.<String[]>of(values);
  }

  private <T> ParDo.SingleOutput<T, Void> loader(
      LoadFn.Target target, SerializableFunction<T, List<String[]>> values) {
    return ParDo.of(new LoadFn<>(database, patience, target, values));
  }
}
