-- Bars that failed a check. A bar that is corrected later leaves it, as a good one that turns bad enters it.
CREATE TABLE IF NOT EXISTS silver_quarantine (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day, ...',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  window_start TIMESTAMP NOT NULL COMMENT 'Open of the window, UTC',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date of window_start, as the lake says',
  problem STRING NOT NULL COMMENT 'The first check that it failed',
  open DOUBLE COMMENT 'First price',
  high DOUBLE COMMENT 'Highest price',
  low DOUBLE COMMENT 'Lowest price',
  close DOUBLE COMMENT 'Last price',
  volume DOUBLE COMMENT 'Shares or units',
  vwap DOUBLE COMMENT 'Volume-weighted average price',
  transactions BIGINT COMMENT 'Number of trades',
  otc BOOLEAN COMMENT 'Traded over the counter',
  fetched_at TIMESTAMP COMMENT 'When these values were read from the API',
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  run_id STRING NOT NULL COMMENT 'The run whose manifest named the file'
) USING DELTA
COMMENT 'Bars that failed a check and are not in silver_bars';

MERGE INTO silver_quarantine t
USING (
  SELECT c.*, b.* EXCEPT (source_file, ticker, timespan, multiplier, adjusted, window_start), b.source_file IS NULL AS gone
  FROM (SELECT DISTINCT source_file, ticker, timespan, multiplier, adjusted, window_start FROM load_changes) c
  LEFT JOIN (
    SELECT * FROM bronze_checked_bars WHERE problem IS NOT NULL AND trade_date BETWEEN :first_date AND :last_date
  ) b
  ON b.source_file = c.source_file AND b.ticker = c.ticker AND b.timespan = c.timespan AND b.multiplier = c.multiplier
    AND b.adjusted = c.adjusted AND b.window_start = c.window_start
) s
ON t.source_file = s.source_file AND t.ticker = s.ticker AND t.window_start = s.window_start
  AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  trade_date = s.trade_date, problem = s.problem, open = s.open, high = s.high, low = s.low, close = s.close,
  volume = s.volume, vwap = s.vwap, transactions = s.transactions, otc = s.otc, fetched_at = s.fetched_at, run_id = s.run_id
WHEN NOT MATCHED AND NOT s.gone THEN INSERT (
  ticker, timespan, multiplier, adjusted, window_start, trade_date, problem, open, high, low, close, volume, vwap,
  transactions, otc, fetched_at, source_file, run_id
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.window_start, s.trade_date, s.problem, s.open, s.high, s.low, s.close,
  s.volume, s.vwap, s.transactions, s.otc, s.fetched_at, s.source_file, s.run_id
);
