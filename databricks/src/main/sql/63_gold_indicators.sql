-- Each date goes on from the one before, so that a new day costs what a new day holds.
MERGE INTO gold_indicators t
USING (
  WITH prices AS (
    SELECT d.ticker, d.trade_date, d.high, d.low, d.close, w.from_date
    FROM gold_daily_prices d JOIN load_indicators w ON w.ticker = d.ticker AND d.trade_date >= w.prices_from
    WHERE d.trade_date >= :prices_from
  ),
  moves AS (
    SELECT
      *,
      greatest(close - (lag(close) OVER days), 0D) AS gain,
      greatest((lag(close) OVER days) - close, 0D) AS loss,
      greatest(high, (lag(close) OVER days)) - least(low, (lag(close) OVER days)) AS true_range
    FROM prices
    WINDOW days AS (PARTITION BY ticker ORDER BY trade_date)
  ),
  means AS (
    SELECT
      *,
      avg(close) OVER last_12 AS mean_12,
      avg(close) OVER last_20 AS mean_20,
      avg(close) OVER last_26 AS mean_26,
      avg(close) OVER last_50 AS mean_50,
      avg(close) OVER last_200 AS mean_200,
      stddev_pop(close) OVER last_20 AS deviation_20,
      avg(gain) OVER last_14 AS mean_gain,
      avg(loss) OVER last_14 AS mean_loss,
      avg(true_range) OVER last_14 AS mean_range
    FROM moves
    WINDOW
      last_12 AS (PARTITION BY ticker ORDER BY trade_date ROWS BETWEEN 11 PRECEDING AND CURRENT ROW),
      last_14 AS (PARTITION BY ticker ORDER BY trade_date ROWS BETWEEN 13 PRECEDING AND CURRENT ROW),
      last_20 AS (PARTITION BY ticker ORDER BY trade_date ROWS BETWEEN 19 PRECEDING AND CURRENT ROW),
      last_26 AS (PARTITION BY ticker ORDER BY trade_date ROWS BETWEEN 25 PRECEDING AND CURRENT ROW),
      last_50 AS (PARTITION BY ticker ORDER BY trade_date ROWS BETWEEN 49 PRECEDING AND CURRENT ROW),
      last_200 AS (PARTITION BY ticker ORDER BY trade_date ROWS BETWEEN 199 PRECEDING AND CURRENT ROW)
  ),
  -- From here on only the dates to compute, as one array a ticker: an exponential mean needs its last value.
  series AS (
    SELECT
      ticker,
      array_sort(collect_list(struct(
        trade_date, close, gain, loss, true_range, mean_12, mean_26, mean_20, mean_50, mean_200, deviation_20,
        mean_gain, mean_loss, mean_range))) AS bars
    FROM means
    WHERE trade_date >= from_date
    GROUP BY ticker
  ),
  folded AS (
    SELECT
      s.ticker,
      w.macd_signal AS last_signal,
      coalesce(w.first_date, s.bars[0].trade_date) AS first_date,
      aggregate(
        s.bars,
        array(named_struct(
          'day', w.day, 'bar', CAST(NULL AS STRUCT<
            trade_date: DATE, close: DOUBLE, gain: DOUBLE, loss: DOUBLE, true_range: DOUBLE, mean_12: DOUBLE, mean_26: DOUBLE,
            mean_20: DOUBLE, mean_50: DOUBLE, mean_200: DOUBLE, deviation_20: DOUBLE, mean_gain: DOUBLE, mean_loss: DOUBLE,
            mean_range: DOUBLE>),
          'ema_12', w.ema_12, 'ema_26', w.ema_26,
          'average_gain', w.average_gain, 'average_loss', w.average_loss, 'atr_14', w.atr_14)),
        (days, b) -> concat(days, array(named_struct(
          'day', element_at(days, -1).day + 1,
          'bar', b,
          'ema_12', CASE
            WHEN element_at(days, -1).day >= 12 THEN element_at(days, -1).ema_12 + 2D / 13 * (b.close - element_at(days, -1).ema_12)
            WHEN element_at(days, -1).day = 11 THEN b.mean_12 END,
          'ema_26', CASE
            WHEN element_at(days, -1).day >= 26 THEN element_at(days, -1).ema_26 + 2D / 27 * (b.close - element_at(days, -1).ema_26)
            WHEN element_at(days, -1).day = 25 THEN b.mean_26 END,
          -- Moves begin with the second bar.
          'average_gain', CASE
            WHEN element_at(days, -1).day >= 15 THEN (element_at(days, -1).average_gain * 13 + b.gain) / 14
            WHEN element_at(days, -1).day = 14 THEN b.mean_gain END,
          'average_loss', CASE
            WHEN element_at(days, -1).day >= 15 THEN (element_at(days, -1).average_loss * 13 + b.loss) / 14
            WHEN element_at(days, -1).day = 14 THEN b.mean_loss END,
          'atr_14', CASE
            WHEN element_at(days, -1).day >= 15 THEN (element_at(days, -1).atr_14 * 13 + b.true_range) / 14
            WHEN element_at(days, -1).day = 14 THEN b.mean_range END))),
        days -> slice(days, 2, size(s.bars))) AS days
    FROM series s JOIN load_indicators w ON w.ticker = s.ticker
  ),
  -- The same once more for the mean of macd, which is known from bar 26 on.
  signalled AS (
    SELECT
      ticker,
      first_date,
      days,
      aggregate(
        days,
        array(named_struct('sum', 0D, 'signal', last_signal)),
        (signals, d) -> concat(signals, array(CASE
          WHEN d.day < 26 THEN named_struct('sum', 0D, 'signal', CAST(NULL AS DOUBLE))
          WHEN d.day < 34 THEN named_struct(
            'sum', element_at(signals, -1).sum + d.ema_12 - d.ema_26, 'signal', CAST(NULL AS DOUBLE))
          WHEN d.day = 34 THEN named_struct(
            'sum', 0D, 'signal', (element_at(signals, -1).sum + d.ema_12 - d.ema_26) / 9)
          ELSE named_struct(
            'sum', 0D,
            'signal', element_at(signals, -1).signal + 2D / 10 * (d.ema_12 - d.ema_26 - element_at(signals, -1).signal))
          END)),
        signals -> slice(transform(signals, x -> x.signal), 2, size(days))) AS signals
    FROM folded
  ),
  rows AS (
    SELECT ticker, first_date, d.day, d.bar, d.ema_12, d.ema_26, d.average_gain, d.average_loss, d.atr_14, signals[i] AS macd_signal
    FROM (SELECT ticker, first_date, signals, posexplode(days) AS (i, d) FROM signalled)
  )
  SELECT
    ticker,
    bar.trade_date AS trade_date,
    bar.close AS close,
    if(day >= 20, bar.mean_20, NULL) AS sma_20,
    if(day >= 50, bar.mean_50, NULL) AS sma_50,
    if(day >= 200, bar.mean_200, NULL) AS sma_200,
    ema_12,
    ema_26,
    100 * average_gain / nullif(average_gain + average_loss, 0D) AS rsi_14,
    ema_12 - ema_26 AS macd,
    macd_signal,
    ema_12 - ema_26 - macd_signal AS macd_histogram,
    if(day >= 20, bar.mean_20, NULL) AS bollinger_middle,
    if(day >= 20, bar.mean_20 + 2 * bar.deviation_20, NULL) AS bollinger_upper,
    if(day >= 20, bar.mean_20 - 2 * bar.deviation_20, NULL) AS bollinger_lower,
    atr_14,
    average_gain,
    average_loss,
    day,
    first_date,
    false AS gone
  FROM rows
  UNION ALL
  -- Dates that no longer have a bar.
  SELECT i.*, true AS gone
  FROM gold_indicators i
  JOIN load_indicators w ON w.ticker = i.ticker AND i.trade_date >= w.from_date
  LEFT ANTI JOIN prices p ON p.ticker = i.ticker AND p.trade_date = i.trade_date
  WHERE i.trade_date >= :prices_from
) s
ON t.ticker = s.ticker AND t.trade_date = s.trade_date AND t.trade_date >= :prices_from
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET *
WHEN NOT MATCHED AND NOT s.gone THEN INSERT *;

INSERT OVERWRITE load_splits
SELECT
  ticker,
  concat_ws(', ', array_sort(collect_list(concat_ws(' ', execution_date, concat_ws(':', split_from, split_to)))))
FROM silver_splits
WHERE ticker IS NOT NULL AND execution_date <= :today
GROUP BY ticker;
