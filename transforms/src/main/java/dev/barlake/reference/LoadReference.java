package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.marketapi.MarketApiConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.jdbc.JdbcIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
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
  private static final int BATCH = 1000;

  private final List<ReferenceList> lists;
  private final MarketApiConfig api;
  private final Database database;
  private final Staging staging;
  private final Instant snapshotAt;

  private LoadReference(
      List<ReferenceList> lists,
      MarketApiConfig api,
      Database database,
      Staging staging,
      Instant snapshotAt) {
    this.lists = List.copyOf(lists);
    this.api = api;
    this.database = database;
    this.staging = staging;
    this.snapshotAt = snapshotAt;
  }

  /**
   * Loads what a refresh is for.
   *
   * @param api which API, and how many requests a minute each worker process may send to it
   */
  public static LoadReference into(Refresh refresh, MarketApiConfig api) {
    return new LoadReference(
        refresh.lists(), api, refresh.database(), refresh.staging(), refresh.snapshotAt());
  }

  @Override
  public PDone expand(PBegin begin) {
    PCollectionList<Finding> findings = PCollectionList.empty(begin.getPipeline());
    for (ReferenceTable table : ReferenceTable.values()) {
      PCollectionTuple read = read(begin, table);
      findings = findings.and(read.get(ReadListFn.FINDINGS));
      PCollection<ReferenceRow> rows = read.get(ReadListFn.ROWS);
      for (int key = 0; key < table.keys().size(); key++) {
        PCollectionTuple chosen =
            rows.apply(
                "Deduplicate %s by %s".formatted(table.tableName(), table.keys().get(key)),
                new Deduplicate(table, key));
        findings = findings.and(chosen.get(Deduplicate.FINDINGS));
        rows = chosen.get(Deduplicate.ROWS);
      }
      rows.apply("Load " + table.tableName(), loader(table));
    }
    findings.apply("Findings", Flatten.pCollections()).apply("Tell", findingsLoader());
    return PDone.in(begin.getPipeline());
  }

  /** Each list is a root of the graph, so that all of them are walked at the same time. */
  private PCollectionTuple read(PBegin begin, ReferenceTable table) {
    PCollectionList<ReferenceRow> rows = PCollectionList.empty(begin.getPipeline());
    PCollectionList<Finding> findings = PCollectionList.empty(begin.getPipeline());
    for (ReferenceList list : lists) {
      if (list.table() == table) {
        PCollectionTuple read =
            begin
                .apply("List " + list.name(), Create.of(list))
                .apply(
                    "Read " + list.name(),
                    ParDo.of(new ReadListFn(api))
                        .withOutputTags(ReadListFn.ROWS, TupleTagList.of(ReadListFn.FINDINGS)));
        rows = rows.and(read.get(ReadListFn.ROWS).setCoder(ReferenceRow.RowCoder.of()));
        findings =
            findings.and(
                read.get(ReadListFn.FINDINGS).setCoder(SerializableCoder.of(Finding.class)));
      }
    }
    return PCollectionTuple.of(
            ReadListFn.ROWS, rows.apply("Rows of " + table.tableName(), Flatten.pCollections()))
        .and(
            ReadListFn.FINDINGS,
            findings.apply("Findings of " + table.tableName(), Flatten.pCollections()));
  }

  private JdbcIO.Write<ReferenceRow> loader(ReferenceTable table) {
    List<String> columns = new ArrayList<>(table.columns().stream().map(Column::name).toList());
    columns.add("snapshot_at");
    String snapshot = Column.utc(snapshotAt);
    return this.<ReferenceRow>loader(Upsert.into(staging.stage(table), columns))
        .withPreparedStatementSetter(
            (row, statement) -> {
              int parameter = 1;
              for (String value : row.values()) {
                statement.setString(parameter++, value);
              }
              statement.setString(parameter, snapshot);
            });
  }

  private JdbcIO.Write<Finding> findingsLoader() {
    List<String> columns =
        List.of("table_name", "list_name", "kind", "number", "row_count", "message");
    return this.<Finding>loader(Upsert.into(staging.findings(), columns))
        .withPreparedStatementSetter(
            (finding, statement) -> {
              statement.setString(1, finding.table());
              statement.setString(2, finding.list());
              statement.setString(3, finding.kind().name());
              statement.setInt(4, finding.number());
              statement.setLong(5, finding.count());
              statement.setString(6, finding.message());
            });
  }

  private <T> JdbcIO.Write<T> loader(String statement) {
    Database target = database;
    return JdbcIO.<T>write()
        .withDataSourceProviderFn(unused -> target.dataSource())
        .withStatement(statement)
        .withBatchSize(BATCH);
  }
}
