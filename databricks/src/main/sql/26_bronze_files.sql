-- Silver has the files of this batch: a load that is killed goes on with the next ones.
MERGE INTO bronze_files t
USING load_files s
ON t.source_file = s.source_file
WHEN MATCHED THEN UPDATE SET
  splits = s.splits, run_id = s.run_id, named_at = s.named_at, reload = false, loaded_at = current_timestamp()
WHEN NOT MATCHED THEN INSERT (source_file, ticker, timespan, multiplier, adjusted, period, splits, run_id, named_at, reload, loaded_at)
  VALUES (s.source_file, s.ticker, s.timespan, s.multiplier, s.adjusted, s.period, s.splits, s.run_id, s.named_at, false, current_timestamp());

DELETE FROM load_bars WHERE load_id = :load_id;
