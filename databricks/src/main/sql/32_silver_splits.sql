-- Splits of MySQL against those that are known: a row with other values ends the former version and begins a new one.
-- load_splits has what differs. First the dates of gold that hang on it are written down, then the history.
INSERT INTO load_changes
SELECT DISTINCT :load_id, c.ticker, CAST(NULL AS BOOLEAN), c.execution_date, 0L, 0L, 0L, current_timestamp()
FROM load_splits c
LEFT SEMI JOIN gold_series g ON g.ticker = c.ticker
WHERE c.execution_date <= :today;

MERGE INTO silver_splits_history t
USING load_splits s
ON t.id = s.id AND t.known_to IS NULL AND s.ends
WHEN MATCHED THEN UPDATE SET known_to = s.snapshot_at
WHEN NOT MATCHED AND NOT s.ends THEN INSERT (
  id, ticker, execution_date, split_from, split_to, adjustment_type, historical_adjustment_factor,
  known_from, known_to
) VALUES (
  s.id, s.ticker, s.execution_date, s.split_from, s.split_to, s.adjustment_type,
  s.historical_adjustment_factor, s.snapshot_at, NULL
);
