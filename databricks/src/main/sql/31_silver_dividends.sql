-- Dividends of MySQL against those that are known: a row with other values ends the former version and begins a new one.
-- load_dividends has what differs. First the dates of gold that hang on it are written down, then the history.
INSERT INTO load_changes
SELECT DISTINCT :load_id, c.ticker, CAST(NULL AS BOOLEAN), c.ex_dividend_date, 0L, 0L, 0L, current_timestamp()
FROM load_dividends c
LEFT SEMI JOIN gold_series g ON g.ticker = c.ticker
WHERE c.ex_dividend_date <= :today;

MERGE INTO silver_dividends_history t
USING load_dividends s
ON t.id = s.id AND t.known_to IS NULL AND s.ends
WHEN MATCHED THEN UPDATE SET known_to = s.snapshot_at
WHEN NOT MATCHED AND NOT s.ends THEN INSERT (
  id, ticker, ex_dividend_date, cash_amount, currency, declaration_date, record_date, pay_date, frequency,
  distribution_type, historical_adjustment_factor, split_adjusted_cash_amount, known_from, known_to
) VALUES (
  s.id, s.ticker, s.ex_dividend_date, s.cash_amount, s.currency, s.declaration_date, s.record_date,
  s.pay_date, s.frequency, s.distribution_type, s.historical_adjustment_factor, s.split_adjusted_cash_amount,
  s.snapshot_at, NULL
);
