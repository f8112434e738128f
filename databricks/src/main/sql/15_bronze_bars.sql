-- The bars as they are in the lake's files: a file's rows are those of the version that was loaded last.
CREATE TABLE IF NOT EXISTS bronze_bars (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day, ...',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  window_start TIMESTAMP NOT NULL COMMENT 'Open of the window, UTC',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date of window_start',
  open DOUBLE COMMENT 'First price',
  high DOUBLE COMMENT 'Highest price',
  low DOUBLE COMMENT 'Lowest price',
  close DOUBLE COMMENT 'Last price',
  volume DOUBLE COMMENT 'Shares or units; may be fractional',
  vwap DOUBLE COMMENT 'Volume-weighted average price; null where the vendor gives none',
  transactions BIGINT COMMENT 'Number of trades; null where the vendor gives none',
  otc BOOLEAN COMMENT 'Traded over the counter',
  fetched_at TIMESTAMP COMMENT 'When these values were read from the API',
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  run_id STRING NOT NULL COMMENT 'The run whose manifest named the file when this row was loaded'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Bars as they are in the lake';

-- First what will change, then the change: killed between the two, the next load finds both again.
INSERT INTO load_changes
SELECT DISTINCT
  coalesce(n.source_file, o.source_file),
  coalesce(n.ticker, o.ticker),
  coalesce(n.timespan, o.timespan),
  coalesce(n.multiplier, o.multiplier),
  coalesce(n.adjusted, o.adjusted),
  coalesce(n.window_start, o.window_start),
  coalesce(n.trade_date, o.trade_date)
FROM lake_bars n
FULL OUTER JOIN (
  SELECT b.*
  FROM bronze_bars b JOIN load_files f ON b.source_file = f.source_file
  WHERE b.trade_date BETWEEN :first_date AND :last_date
) o
ON n.source_file = o.source_file AND n.ticker = o.ticker AND n.window_start = o.window_start
WHERE NOT (
  struct(n.source_file, n.trade_date, n.open, n.high, n.low, n.close, n.volume, n.vwap, n.transactions, n.otc, n.fetched_at)
  <=> struct(o.source_file, o.trade_date, o.open, o.high, o.low, o.close, o.volume, o.vwap, o.transactions, o.otc, o.fetched_at)
);

MERGE INTO bronze_bars t
USING (
  SELECT
    c.source_file, c.ticker, c.timespan, c.multiplier, c.adjusted, c.window_start, c.trade_date, f.run_id,
    n.open, n.high, n.low, n.close, n.volume, n.vwap, n.transactions, n.otc, n.fetched_at,
    n.source_file IS NULL AS gone
  FROM (SELECT DISTINCT * FROM load_changes) c
  JOIN load_files f ON f.source_file = c.source_file
  LEFT JOIN lake_bars n
    ON n.source_file = c.source_file AND n.ticker = c.ticker AND n.window_start = c.window_start
) s
ON t.source_file = s.source_file AND t.ticker = s.ticker AND t.window_start = s.window_start
  AND t.trade_date BETWEEN :first_date AND :last_date
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  trade_date = s.trade_date, open = s.open, high = s.high, low = s.low, close = s.close, volume = s.volume,
  vwap = s.vwap, transactions = s.transactions, otc = s.otc, fetched_at = s.fetched_at, run_id = s.run_id
WHEN NOT MATCHED AND NOT s.gone THEN INSERT (
  ticker, timespan, multiplier, adjusted, window_start, trade_date, open, high, low, close, volume, vwap,
  transactions, otc, fetched_at, source_file, run_id
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.window_start, s.trade_date, s.open, s.high, s.low, s.close, s.volume, s.vwap,
  s.transactions, s.otc, s.fetched_at, s.source_file, s.run_id
);
