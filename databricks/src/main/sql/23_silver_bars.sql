-- One row for each bar that passes the checks: of several deliveries of a bar the one fetched last.
CREATE TABLE IF NOT EXISTS silver_bars (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day, ...',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  window_start TIMESTAMP NOT NULL COMMENT 'Open of the window, UTC',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date of window_start',
  session STRING COMMENT 'pre, regular or post; continuous for crypto and currencies; null for windows that do not divide half an hour',
  open DOUBLE NOT NULL COMMENT 'First price',
  high DOUBLE NOT NULL COMMENT 'Highest price',
  low DOUBLE NOT NULL COMMENT 'Lowest price',
  close DOUBLE NOT NULL COMMENT 'Last price',
  volume DOUBLE NOT NULL COMMENT 'Shares or units; may be fractional',
  vwap DOUBLE COMMENT 'Volume-weighted average price; null where the vendor gives none',
  transactions BIGINT COMMENT 'Number of trades; null where the vendor gives none',
  otc BOOLEAN COMMENT 'Traded over the counter',
  fetched_at TIMESTAMP COMMENT 'When these values were read from the API',
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  run_id STRING NOT NULL COMMENT 'The run whose manifest named the file'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Bars, one row each: the key is (ticker, timespan, multiplier, adjusted, window_start)';

MERGE INTO silver_bars t
USING (
  SELECT c.*, b.* EXCEPT (ticker, timespan, multiplier, adjusted, window_start), b.source_file IS NULL AS gone
  FROM (SELECT DISTINCT ticker, timespan, multiplier, adjusted, window_start FROM load_changes) c
  LEFT JOIN (
    SELECT latest.*
    FROM (
      SELECT b.*
      FROM bronze_checked_bars b
      LEFT SEMI JOIN load_changes c
        ON b.ticker = c.ticker AND b.timespan = c.timespan AND b.multiplier = c.multiplier
        AND b.adjusted = c.adjusted AND b.window_start = c.window_start
      WHERE b.trade_date BETWEEN :first_date AND :last_date
      QUALIFY row_number() OVER (
        PARTITION BY b.ticker, b.timespan, b.multiplier, b.adjusted, b.window_start
        ORDER BY b.fetched_at DESC, b.source_file) = 1
    ) latest
    WHERE latest.problem IS NULL
  ) b
  ON b.ticker = c.ticker AND b.timespan = c.timespan AND b.multiplier = c.multiplier
    AND b.adjusted = c.adjusted AND b.window_start = c.window_start
) s
ON t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier
  AND t.adjusted = s.adjusted AND t.window_start = s.window_start
  AND t.trade_date BETWEEN :first_date AND :last_date
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  trade_date = s.trade_date, session = s.session, open = s.open, high = s.high, low = s.low, close = s.close,
  volume = s.volume, vwap = s.vwap, transactions = s.transactions, otc = s.otc, fetched_at = s.fetched_at,
  source_file = s.source_file, run_id = s.run_id
WHEN NOT MATCHED AND NOT s.gone THEN INSERT (
  ticker, timespan, multiplier, adjusted, window_start, trade_date, session, open, high, low, close, volume, vwap,
  transactions, otc, fetched_at, source_file, run_id
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.window_start, s.trade_date, s.session, s.open, s.high, s.low, s.close,
  s.volume, s.vwap, s.transactions, s.otc, s.fetched_at, s.source_file, s.run_id
);
