-- Tickers of MySQL against those that are known: a row with other values ends the former version and begins a new one.
-- load_tickers has what differs. First the dates of gold that hang on it are written down, then the history.
-- A listing that came, ended or changed its FIGI moves all that looks back.
INSERT INTO load_changes
SELECT DISTINCT :load_id, c.ticker, CAST(NULL AS BOOLEAN), DATE'1000-01-01', 0L, 0L, 0L, current_timestamp()
FROM load_tickers c
LEFT SEMI JOIN gold_series g ON g.ticker = c.ticker;

MERGE INTO silver_tickers_history t
USING load_tickers s
ON t.ticker = s.ticker AND t.market = s.market AND t.delisted_on = s.delisted_on AND t.known_to IS NULL AND s.ends
WHEN MATCHED THEN UPDATE SET known_to = s.snapshot_at
WHEN NOT MATCHED AND NOT s.ends THEN INSERT (
  ticker, market, delisted_on, active, name, type, primary_exchange, currency_name, cik, composite_figi,
  share_class_figi, known_from, known_to
) VALUES (
  s.ticker, s.market, s.delisted_on, s.active, s.name, s.type, s.primary_exchange, s.currency_name, s.cik,
  s.composite_figi, s.share_class_figi, s.snapshot_at, NULL
);
