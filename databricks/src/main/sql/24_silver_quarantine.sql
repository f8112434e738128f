-- A bar that is corrected leaves it, as a good one that turns bad enters it.
MERGE INTO silver_quarantine t
USING (
  SELECT * FROM load_bars WHERE load_id = :load_id AND (known = 'quarantine' OR problem IS NOT NULL)
) s
ON t.source_file = s.source_file AND t.window_start = s.window_start
WHEN MATCHED AND s.problem IS NULL THEN DELETE
WHEN MATCHED THEN UPDATE SET
  trade_date = s.trade_date, problem = s.problem, open = s.open, high = s.high, low = s.low, close = s.close,
  volume = s.volume, vwap = s.vwap, transactions = s.transactions, otc = s.otc, share_scale = s.share_scale,
  fetched_at = s.fetched_at, run_id = s.run_id
WHEN NOT MATCHED AND s.problem IS NOT NULL THEN INSERT (
  ticker, timespan, multiplier, adjusted, window_start, trade_date, problem, open, high, low, close, volume, vwap,
  transactions, otc, share_scale, fetched_at, source_file, run_id
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.window_start, s.trade_date, s.problem, s.open, s.high, s.low, s.close,
  s.volume, s.vwap, s.transactions, s.otc, s.share_scale, s.fetched_at, s.source_file, s.run_id
);
