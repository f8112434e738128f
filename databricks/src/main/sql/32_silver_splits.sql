CREATE TABLE IF NOT EXISTS silver_splits (
  id STRING NOT NULL COMMENT 'The vendor''s, or derived from the row',
  ticker STRING COMMENT 'As the vendor spells it',
  execution_date DATE COMMENT 'First trading date on the new scale; may lie in the future',
  split_from DECIMAL(24, 12) COMMENT 'Shares before',
  split_to DECIMAL(24, 12) COMMENT 'Shares after',
  adjustment_type STRING COMMENT 'forward_split, reverse_split, stock_dividend',
  snapshot_at TIMESTAMP NOT NULL COMMENT 'When the refresh that brought the row began'
) USING DELTA
COMMENT 'Splits, announced ones too';

INSERT OVERWRITE silver_splits
SELECT id, ticker, execution_date, split_from, split_to, adjustment_type, snapshot_at
FROM IDENTIFIER(:reference || '.splits');

-- The three lists are swapped in together; read one after the other, they could still be of two refreshes.
SELECT assert_true(
  count(DISTINCT snapshot_at) <= 1,
  'The reference tables were refreshed while they were read: run the job again')
FROM (
  SELECT max(snapshot_at) AS snapshot_at FROM silver_tickers WHERE :reference IS NOT NULL
  UNION ALL SELECT max(snapshot_at) FROM silver_dividends
  UNION ALL SELECT max(snapshot_at) FROM silver_splits
)
WHERE snapshot_at IS NOT NULL;
