-- What became of every range that a run planned. Together they tell "no trade" from "never asked".
CREATE TABLE IF NOT EXISTS bronze_receipts (
  run_id STRING NOT NULL COMMENT 'The run and attempt that wrote it, as in bronze_runs',
  outcome STRING NOT NULL COMMENT 'written, skipped (the lake had it), unknown (no bar, and the vendor does not list the ticker) or failed',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day, ...',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  range_start TIMESTAMP NOT NULL COMMENT 'First instant, inclusive',
  range_end TIMESTAMP NOT NULL COMMENT 'Last instant, exclusive',
  category STRING COMMENT 'Of a failure: permanent, transient, unknown, ...',
  message STRING COMMENT 'Of a failure, in words'
) USING DELTA
CLUSTER BY (ticker, range_start)
COMMENT 'Receipts of the bars job: every planned range, and whether it is covered';

MERGE INTO bronze_receipts t
USING (SELECT DISTINCT * FROM lake_receipts) s
ON t.run_id = s.run_id AND t.outcome = s.outcome
  AND t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
  AND t.range_start = s.range_start AND t.range_end = s.range_end
  AND t.range_start >= CAST(date_add(:planned_from, -1) AS TIMESTAMP)
  AND t.range_start < CAST(date_add(:planned_to, 2) AS TIMESTAMP)
WHEN NOT MATCHED THEN INSERT *;
