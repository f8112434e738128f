package dev.barlake.reference;

import dev.barlake.reference.Finding.Kind;
import java.util.UUID;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Of the rows that share a key of their table, the one that its order puts last. */
final class Deduplicate extends PTransform<PCollection<ReferenceRow>, PCollectionTuple> {
  static final TupleTag<ReferenceRow> ROWS = new TupleTag<>() {};
  static final TupleTag<Finding> FINDINGS = new TupleTag<>() {};
  private static final TupleTag<Long> REPEATED = new TupleTag<>() {};

  private final ReferenceTable table;
  private final int key;

  /**
   * For one of a table's keys.
   *
   * @param key its number
   */
  Deduplicate(ReferenceTable table, int key) {
    this.table = table;
    this.key = key;
  }

  @Override
  public PCollectionTuple expand(PCollection<ReferenceRow> rows) {
    PCollectionTuple chosen =
        rows.apply("Key", ParDo.of(new KeyFn(table, key)))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), ReferenceRow.RowCoder.of()))
            .apply("Group", GroupByKey.create())
            .apply(
                "Choose",
                ParDo.of(new ChooseFn(table)).withOutputTags(ROWS, TupleTagList.of(REPEATED)));
    ReferenceTable of = table;
    int number = key;
    PCollection<Finding> findings =
        chosen
            .get(REPEATED)
            .apply("Count", Sum.longsGlobally())
            .apply(
                "Tell",
                MapElements.into(TypeDescriptor.of(Finding.class))
                    .via(
                        count -> new Finding(of.tableName(), "", Kind.REPEATED, number, count, "")))
            .setCoder(SerializableCoder.of(Finding.class));
    return PCollectionTuple.of(ROWS, chosen.get(ROWS).setCoder(ReferenceRow.RowCoder.of()))
        .and(FINDINGS, findings);
  }

  private static final class KeyFn extends DoFn<ReferenceRow, KV<String, ReferenceRow>> {
    private final ReferenceTable table;
    private final int key;

    KeyFn(ReferenceTable table, int key) {
      this.table = table;
      this.key = key;
    }

    @ProcessElement
    public void process(@Element ReferenceRow row, OutputReceiver<KV<String, ReferenceRow>> keyed) {
      String shared = table.key(row, key);
      keyed.output(KV.of(shared == null ? UUID.randomUUID().toString() : shared, row));
    }
  }

  private static final class ChooseFn
      extends DoFn<KV<String, Iterable<ReferenceRow>>, ReferenceRow> {
    private final ReferenceTable table;

    ChooseFn(ReferenceTable table) {
      this.table = table;
    }

    /** One pass only: Flink's batch mode gives the values once. */
    @ProcessElement
    public void process(
        @Element KV<String, Iterable<ReferenceRow>> group, MultiOutputReceiver out) {
      ReferenceRow chosen = null;
      long repeated = -1;
      for (ReferenceRow row : group.getValue()) {
        chosen = chosen == null || table.order().compare(row, chosen) > 0 ? row : chosen;
        repeated++;
      }
      out.get(ROWS).output(chosen);
      if (repeated > 0) {
        out.get(REPEATED).output(repeated);
      }
    }
  }
}
