-- Of a batch that silver has nothing of: no search for what is there.
INSERT INTO silver_bars
SELECT
  ticker, timespan, multiplier, adjusted, window_start, trade_date, session, open, high, low, close, volume, vwap,
  transactions, otc, share_scale, fetched_at, source_file, run_id
FROM load_bars
WHERE load_id = :load_id AND problem IS NULL AND NOT gone;
