MERGE INTO silver_bars t
USING (
  SELECT *, gone OR problem IS NOT NULL AS leaves
  FROM load_bars
  WHERE load_id = :load_id AND (known = 'silver' OR problem IS NULL)
) s
ON t.source_file = s.source_file AND t.ticker = s.ticker AND t.window_start = s.window_start
  AND t.trade_date = coalesce(s.old_date, s.trade_date) AND t.trade_date BETWEEN :first_date AND :last_date
WHEN MATCHED AND s.leaves THEN DELETE
WHEN MATCHED THEN UPDATE SET
  trade_date = s.trade_date, session = s.session, open = s.open, high = s.high, low = s.low, close = s.close,
  volume = s.volume, vwap = s.vwap, transactions = s.transactions, otc = s.otc, share_scale = s.share_scale,
  fetched_at = s.fetched_at, run_id = s.run_id
WHEN NOT MATCHED AND NOT s.leaves THEN INSERT (
  ticker, timespan, multiplier, adjusted, window_start, trade_date, session, open, high, low, close, volume, vwap,
  transactions, otc, share_scale, fetched_at, source_file, run_id
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.window_start, s.trade_date, s.session, s.open, s.high, s.low, s.close,
  s.volume, s.vwap, s.transactions, s.otc, s.share_scale, s.fetched_at, s.source_file, s.run_id
);
