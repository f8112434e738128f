package dev.barlake.pipelines.market;

import dev.barlake.market.MarketCounters;
import dev.barlake.pipelines.cli.ProgressLine;
import dev.barlake.pipelines.cli.Runners;
import java.io.PrintStream;

/** How far a run of the market job is. */
final class MarketProgress {
  private MarketProgress() {}

  /** As {@code dates 12/252 · 24,000,000 bars}; on a cluster the workers count out of sight. */
  static ProgressLine start(PrintStream err, MarketOptions options, int dates) {
    long datesBefore = MarketCounters.dates();
    long rowsBefore = MarketCounters.rows();
    boolean embedded = Runners.isEmbedded(options);
    return ProgressLine.start(
        err,
        () ->
            embedded
                ? "dates %,d/%,d · %,d bars"
                    .formatted(
                        MarketCounters.dates() - datesBefore,
                        dates,
                        MarketCounters.rows() - rowsBefore)
                : "%,d dates on the cluster".formatted(dates));
  }
}
