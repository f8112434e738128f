-- One bar for each session of a date, made from the finest windows of that date, added up in the order of time.
CREATE TABLE IF NOT EXISTS gold_session_bars (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  adjusted BOOLEAN NOT NULL COMMENT 'Made from bars that the vendor adjusted for splits, or from raw ones',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date',
  session STRING NOT NULL COMMENT 'pre, regular or post; continuous for crypto and currencies',
  open DOUBLE NOT NULL COMMENT 'Open of the first bar of the session',
  high DOUBLE NOT NULL COMMENT 'Highest price of the session',
  low DOUBLE NOT NULL COMMENT 'Lowest price of the session',
  close DOUBLE NOT NULL COMMENT 'Close of the last bar of the session',
  volume DOUBLE NOT NULL COMMENT 'Sum of the session',
  vwap DOUBLE COMMENT 'Volume-weighted average price, of the bars that have one',
  transactions BIGINT COMMENT 'Sum of the session; null where no bar has a number',
  bars INT NOT NULL COMMENT 'Bars it was made from',
  timespan STRING NOT NULL COMMENT 'Unit of their windows',
  multiplier INT NOT NULL COMMENT 'How many units their windows last'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Bars of sessions: pre-market, regular trading, after hours';

MERGE INTO gold_session_bars t
USING (
  WITH days AS (
    SELECT DISTINCT ticker, adjusted, trade_date FROM load_changes
  ),
  finest AS (
    SELECT b.*
    FROM silver_bars b
    LEFT SEMI JOIN days d ON d.ticker = b.ticker AND d.adjusted = b.adjusted AND d.trade_date = b.trade_date
    WHERE b.session IS NOT NULL AND b.trade_date BETWEEN :first_date AND :last_date
    QUALIFY rank() OVER (
      PARTITION BY b.ticker, b.adjusted, b.trade_date
      ORDER BY b.multiplier * CASE b.timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 ELSE 3600 END, b.timespan) = 1
  ),
  sessions AS (
    SELECT
      ticker, adjusted, trade_date, session, timespan, multiplier,
      array_sort(collect_list(struct(window_start, open, high, low, close, volume, vwap, transactions))) AS bars
    FROM finest
    GROUP BY ticker, adjusted, trade_date, session, timespan, multiplier
  ),
  made AS (
    SELECT
      ticker, adjusted, trade_date, session,
      bars[0].open AS open,
      array_max(transform(bars, b -> b.high)) AS high,
      array_min(transform(bars, b -> b.low)) AS low,
      element_at(bars, -1).close AS close,
      aggregate(bars, 0D, (sum, b) -> sum + b.volume) AS volume,
      aggregate(
        filter(bars, b -> b.vwap IS NOT NULL),
        named_struct('value', 0D, 'volume', 0D),
        (sum, b) -> named_struct('value', sum.value + b.vwap * b.volume, 'volume', sum.volume + b.volume),
        sum -> sum.value / nullif(sum.volume, 0D)) AS vwap,
      if(
        exists(bars, b -> b.transactions IS NOT NULL),
        aggregate(bars, 0L, (sum, b) -> sum + coalesce(b.transactions, 0L)),
        NULL) AS transactions,
      size(bars) AS bars,
      timespan, multiplier,
      false AS gone
    FROM sessions
  )
  SELECT * FROM made
  UNION ALL
  SELECT g.*, true AS gone
  FROM gold_session_bars g
  LEFT SEMI JOIN days d ON d.ticker = g.ticker AND d.adjusted = g.adjusted AND d.trade_date = g.trade_date
  LEFT ANTI JOIN made m
    ON m.ticker = g.ticker AND m.adjusted = g.adjusted AND m.trade_date = g.trade_date AND m.session = g.session
  WHERE g.trade_date BETWEEN :first_date AND :last_date
) s
ON t.ticker = s.ticker AND t.adjusted = s.adjusted AND t.trade_date = s.trade_date AND t.session = s.session
  AND t.trade_date BETWEEN :first_date AND :last_date
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  open = s.open, high = s.high, low = s.low, close = s.close, volume = s.volume, vwap = s.vwap,
  transactions = s.transactions, bars = s.bars, timespan = s.timespan, multiplier = s.multiplier
WHEN NOT MATCHED AND NOT s.gone THEN INSERT (
  ticker, adjusted, trade_date, session, open, high, low, close, volume, vwap, transactions, bars, timespan, multiplier
) VALUES (
  s.ticker, s.adjusted, s.trade_date, s.session, s.open, s.high, s.low, s.close, s.volume, s.vwap, s.transactions, s.bars,
  s.timespan, s.multiplier
);
