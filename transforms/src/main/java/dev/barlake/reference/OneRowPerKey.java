package dev.barlake.reference;

import dev.barlake.reference.Finding.Kind;
import dev.barlake.reference.ReferenceRow.Block;
import dev.barlake.reference.ReferenceRow.BlockCoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
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

/**
 * Of the rows that share a key of their table, the one that its order puts last. Rows are grouped
 * by a part of their keys' hashes and not each by itself, which costs a third of the CPU; the rows
 * of one part are held in memory.
 */
final class OneRowPerKey extends PTransform<PCollection<Block>, PCollectionTuple> {
  static final TupleTag<Block> ROWS = new TupleTag<>() {};
  static final TupleTag<Finding> FINDINGS = new TupleTag<>() {};
  private static final TupleTag<Long> REPEATED = new TupleTag<>() {};

  /** A million rows are 8,000 in each, some megabytes. */
  private static final int PARTS = 128;

  private final ReferenceTable table;
  private final int key;

  /**
   * For one of a table's keys.
   *
   * @param key its number
   */
  OneRowPerKey(ReferenceTable table, int key) {
    this.table = table;
    this.key = key;
  }

  @Override
  public PCollectionTuple expand(PCollection<Block> rows) {
    PCollectionTuple chosen =
        rows.apply("Divide", ParDo.of(new DivideFn(table, key)))
            .setCoder(KvCoder.of(VarIntCoder.of(), BlockCoder.of()))
            .apply("Group", GroupByKey.create())
            .apply(
                "Choose",
                ParDo.of(new ChooseFn(table, key)).withOutputTags(ROWS, TupleTagList.of(REPEATED)));
    ReferenceTable of = table;
    int number = key;
    PCollection<Finding> findings =
        chosen
            .get(REPEATED)
            .apply("Count", Sum.longsGlobally())
            .apply(
                "Report",
                MapElements.into(TypeDescriptor.of(Finding.class))
                    .via(
                        count -> new Finding(of.tableName(), "", Kind.REPEATED, number, count, "")))
            .setCoder(SerializableCoder.of(Finding.class));
    return PCollectionTuple.of(ROWS, chosen.get(ROWS).setCoder(BlockCoder.of()))
        .and(FINDINGS, findings);
  }

  /** Rows of one key are all in one part. */
  private static final class DivideFn extends DoFn<Block, KV<Integer, Block>> {
    private final ReferenceTable table;
    private final int key;

    DivideFn(ReferenceTable table, int key) {
      this.table = table;
      this.key = key;
    }

    @ProcessElement
    public void process(@Element Block block, OutputReceiver<KV<Integer, Block>> parts) {
      Map<Integer, List<ReferenceRow>> divided = new TreeMap<>();
      for (ReferenceRow row : block.rows()) {
        String shared = table.key(row, key);
        int hash = (shared == null ? row.values() : shared).hashCode();
        divided.computeIfAbsent(Math.floorMod(hash, PARTS), part -> new ArrayList<>()).add(row);
      }
      divided.forEach((part, rows) -> parts.output(KV.of(part, new Block(rows))));
    }
  }

  private static final class ChooseFn extends DoFn<KV<Integer, Iterable<Block>>, Block> {
    private final ReferenceTable table;
    private final int key;

    ChooseFn(ReferenceTable table, int key) {
      this.table = table;
      this.key = key;
    }

    /** One pass only: Flink's batch mode gives the values once. */
    @ProcessElement
    public void process(@Element KV<Integer, Iterable<Block>> part, MultiOutputReceiver out) {
      Comparator<ReferenceRow> order = table.order();
      Map<String, ReferenceRow> chosen = new HashMap<>();
      List<ReferenceRow> rows = new ArrayList<>();
      long repeated = 0;
      for (Block block : part.getValue()) {
        for (ReferenceRow row : block.rows()) {
          String shared = table.key(row, key);
          if (shared == null) {
            rows.add(row);
            continue;
          }
          ReferenceRow before = chosen.get(shared);
          repeated += before == null ? 0 : 1;
          if (before == null || order.compare(row, before) > 0) {
            chosen.put(shared, row);
          }
        }
      }
      rows.addAll(chosen.values());
      out.get(ROWS).output(new Block(rows));
      if (repeated > 0) {
        out.get(REPEATED).output(repeated);
      }
    }
  }
}
