package dev.barlake.verify;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Gives each series and date of the requests a verdict, and puts it into the lake. Periods are
 * looked at side by side; verdicts of one date meet in one place, where silences that tickers share
 * are found. The output is a tally for each date that has a new verdict.
 */
public final class VerifyLake extends PTransform<PCollection<VerifyRequest>, PDone> {
  private final String lake;
  private final String run;

  private VerifyLake(String lake, String run) {
    this.lake = lake;
    this.run = run;
  }

  public static VerifyLake of(String lake, String run) {
    return new VerifyLake(lake, run);
  }

  @Override
  public PDone expand(PCollection<VerifyRequest> requests) {
    requests
        .apply("Look", ParDo.of(new VerifyFn(lake, run)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(VerdictBlock.class)))
        .apply("Date", GroupByKey.create())
        .apply("Store", ParDo.of(new StoreVerdictsFn(lake)));
    return PDone.in(requests.getPipeline());
  }
}
