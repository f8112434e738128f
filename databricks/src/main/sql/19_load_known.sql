-- What silver and quarantine have of this batch's files.
SELECT
  b.source_file, b.ticker, b.timespan, b.multiplier, b.adjusted, b.window_start, b.trade_date, b.session,
  CAST(NULL AS STRING) AS problem, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.transactions, b.otc, b.share_scale,
  'silver' AS kept_in
FROM silver_bars b LEFT SEMI JOIN load_files f ON f.source_file = b.source_file AND f.ticker = b.ticker
WHERE b.trade_date BETWEEN :first_date AND :last_date
UNION ALL
SELECT
  b.source_file, b.ticker, b.timespan, b.multiplier, b.adjusted, b.window_start, b.trade_date, NULL,
  b.problem, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.transactions, b.otc, b.share_scale,
  'quarantine'
FROM silver_quarantine b LEFT SEMI JOIN load_files f ON f.source_file = b.source_file;
