package dev.barlake.market;

import dev.barlake.lake.Lake;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.MarketApiConfig;
import java.io.Serializable;
import java.time.Clock;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Brings dates of the whole market into the lake, each as one file, and gives a receipt for each
 * date. Nothing is shuffled: a date is read, sorted and stored where it is claimed.
 */
public final class ReadDates
    extends PTransform<PCollection<MarketRequest>, PCollection<MarketReceipt>> {
  private final Spec spec;

  /**
   * Where from, and where to.
   *
   * @param flatFiles if they are the source, else null
   * @param api if grouped bars are the source, else null; without either, adjusted bars are
   *     computed from raw ones
   * @param keepRaw where objects are kept as they came; null for nowhere
   */
  public record Spec(
      FlatFilesConfig flatFiles, MarketApiConfig api, String lake, String keepRaw, String run)
      implements Serializable {

    DateSource open(PipelineOptions options) {
      if (flatFiles == null && api == null) {
        return new AdjustedBars(Lake.open(lake, options), run);
      }
      if (flatFiles == null) {
        return new GroupedBars(
            MarketApi.shared(api, ApiKey.AGGREGATES.find()), run, Clock.systemUTC());
      }
      return new FlatFiles(
          FlatFileBucket.open(flatFiles, System.getenv()),
          Optional.ofNullable(keepRaw).map(uri -> Lake.open(uri, options)),
          run,
          Clock.systemUTC());
    }
  }

  private ReadDates(Spec spec) {
    this.spec = spec;
  }

  public static ReadDates with(Spec spec) {
    return new ReadDates(spec);
  }

  @Override
  public PCollection<MarketReceipt> expand(PCollection<MarketRequest> requests) {
    return requests
        .apply("Bring", ParDo.of(new ReadDateFn(spec)))
        .setCoder(new MarketReceipt.LineCoder());
  }
}
