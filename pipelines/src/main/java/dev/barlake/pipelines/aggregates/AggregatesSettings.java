package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.Refetch;
import dev.barlake.barstable.BarsTable;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.model.Timespan;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The flags, typed and checked together; see {@link AggregatesOptions} for what they mean.
 *
 * @param adjusted the scales to extract: raw, adjusted or both
 * @param from first trading date, included
 * @param to last trading date, included
 * @param watermark for tickers without one of their own
 * @param requestsPerMinute of the whole job; {@code api} has the share of one process
 */
public record AggregatesSettings(
    TickerSource tickers,
    int multiplier,
    Timespan timespan,
    List<Boolean> adjusted,
    Optional<LocalDate> from,
    Optional<LocalDate> to,
    Optional<Instant> watermark,
    Optional<String> watermarks,
    Duration lookback,
    String lake,
    Optional<BarsTable> barsTable,
    MarketApiConfig api,
    int requestsPerMinute,
    Refetch refetch,
    boolean dryRun,
    String runId,
    Supplier<AggregatesOptions> beam) {

  /** Beam's options of the run, the same object at each call. */
  public AggregatesOptions options() {
    return beam.get();
  }

  /** As in paths: {@code 5minute}. */
  String window() {
    return multiplier + timespan.apiName();
  }
}
