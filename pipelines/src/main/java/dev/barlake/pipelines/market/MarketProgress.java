package dev.barlake.pipelines.market;

import dev.barlake.market.MarketCounters;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.Pace;
import dev.barlake.pipelines.cli.ProgressLine;
import dev.barlake.pipelines.cli.Runners;
import java.io.PrintStream;
import java.util.Optional;

/** How far a run of the market job is. */
final class MarketProgress {
  private MarketProgress() {}

  /**
   * As {@code 5 % · dates 12/252 · 24,000,000 bars · 2 min left}; on a cluster the workers count
   * out of sight.
   *
   * @param api that dates are asked from; none if they come from files
   */
  static ProgressLine start(
      PrintStream err, MarketOptions options, int dates, Optional<MarketApi> api) {
    long datesBefore = MarketCounters.dates();
    long rowsBefore = MarketCounters.rows();
    boolean embedded = Runners.isEmbedded(options);
    Pace pace = new Pace();
    return ProgressLine.start(
        err,
        () -> {
          if (!embedded) {
            return pace.line(Optional.empty(), "%,d dates on the cluster".formatted(dates));
          }
          long done = MarketCounters.dates() - datesBefore;
          return pace.line(
              done,
              dates,
              api.flatMap(MarketApi::waitingFor),
              "dates %,d/%,d".formatted(done, dates),
              "%,d bars".formatted(MarketCounters.rows() - rowsBefore));
        });
  }
}
