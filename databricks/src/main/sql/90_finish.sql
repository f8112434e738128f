-- Every table has taken what is new: now it is written down as loaded. Until here, a load that ends begins again.
DELETE FROM load_changes;

MERGE INTO bronze_files t
USING load_files s
ON t.source_file = s.source_file
WHEN MATCHED THEN UPDATE SET modified_at = s.modified_at, bytes = s.bytes, run_id = s.run_id, loaded_at = current_timestamp()
WHEN NOT MATCHED THEN INSERT (source_file, ticker, timespan, multiplier, adjusted, period, modified_at, bytes, run_id, loaded_at)
  VALUES (s.source_file, s.ticker, s.timespan, s.multiplier, s.adjusted, s.period, s.modified_at, s.bytes, s.run_id, current_timestamp());

MERGE INTO bronze_runs t
USING lake_runs s
ON t.run_id = s.run_id
WHEN MATCHED THEN UPDATE SET
  manifest_modified_at = s.manifest_modified_at, status = s.status, exit_code = s.exit_code, loaded_at = current_timestamp()
WHEN NOT MATCHED THEN INSERT (run_id, manifest_modified_at, status, exit_code, loaded_at)
  VALUES (s.run_id, s.manifest_modified_at, s.status, s.exit_code, current_timestamp());
