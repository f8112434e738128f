package dev.barlake.aggregates;

import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApiConfig;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Bars from a market-data vendor's REST API, in blocks.
 *
 * <p>Every storage period of every request comes out as one block, or as receipts that say that the
 * lake has it already or why it could not be had, or as both. Blocks carry the timestamp of their
 * period's first instant and may come in any order. If a bundle did not fail, its output is
 * complete and correct; a piece that breaks in the middle leaves no part of a period behind. Faults
 * of the API are retried inside the client; silence and bars that cannot be read are asked about
 * again by {@link VerifiedFetch}.
 *
 * <pre>{@code
 * PCollectionTuple fetched =
 *     requests.apply(
 *         AggregatesIO.readAll()
 *             .withApi(MarketApiConfig.of(URI.create("https://api.example.com"), 5))
 *             .withLake("s3://bucket/prefix")
 *             .withRefetch(new Refetch(Mode.STALE, Duration.ofDays(5), "run-1", startedAt)));
 * PCollection<FetchedBlock> blocks = fetched.get(AggregatesIO.BLOCKS);
 * PCollection<Receipt> receipts = fetched.get(AggregatesIO.RECEIPTS);
 * }</pre>
 */
public final class AggregatesIO {
  /** The bars. */
  public static final TupleTag<FetchedBlock> BLOCKS = FetchFn.BLOCKS;

  /** What was skipped, and what failed. */
  public static final TupleTag<Receipt> RECEIPTS = FetchFn.RECEIPTS;

  private AggregatesIO() {}

  /** Reads what a collection of requests asks for; the key is {@link ApiKey#AGGREGATES}. */
  public static Read readAll() {
    return new Read(null, ApiKey.AGGREGATES, null, null);
  }

  /** See {@link AggregatesIO}. */
  public static final class Read
      extends PTransform<PCollection<AggregatesRequest>, PCollectionTuple> {
    private final Spec spec;

    /** What travels to the workers: no key, only where it is looked for. */
    record Spec(MarketApiConfig api, ApiKey key, String lake, Refetch refetch)
        implements Serializable {}

    private Read(MarketApiConfig api, ApiKey key, String lake, Refetch refetch) {
      spec = new Spec(api, key, lake, refetch);
    }

    /** Which API, and how many requests a minute each worker process may send to it. */
    public Read withApi(MarketApiConfig api) {
      return new Read(api, spec.key, spec.lake, spec.refetch);
    }

    /** Whose coverage says what need not be fetched: {@code s3://bucket/prefix} or a directory. */
    public Read withLake(String lake) {
      return new Read(spec.api, spec.key, lake, spec.refetch);
    }

    /** Which of what is covered is fetched again. */
    public Read withRefetch(Refetch refetch) {
      return new Read(spec.api, spec.key, spec.lake, refetch);
    }

    @Override
    public PCollectionTuple expand(PCollection<AggregatesRequest> requests) {
      if (spec.api == null || spec.lake == null || spec.refetch == null) {
        throw new IllegalStateException(
            "Cannot read aggregates: withApi, withLake and withRefetch are all required");
      }
      PCollectionTuple fetched =
          requests.apply(
              "Fetch",
              ParDo.of(new FetchFn(spec)).withOutputTags(BLOCKS, TupleTagList.of(RECEIPTS)));
      fetched.get(BLOCKS).setCoder(FetchedBlockCoder.of());
      fetched.get(RECEIPTS).setCoder(Receipt.LineCoder.of());
      return fetched;
    }
  }
}
