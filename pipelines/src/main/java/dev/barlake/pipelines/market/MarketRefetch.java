package dev.barlake.pipelines.market;

/** Which dates of the lake are believed. */
enum MarketRefetch {
  /** All that are there. */
  MISSING,
  /** All but those that the source changed since, or may still change within the lookback. */
  STALE,
  /** None. */
  ALL
}
