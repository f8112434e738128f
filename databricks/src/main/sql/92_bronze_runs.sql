MERGE INTO bronze_runs t
USING lake_runs s
ON t.manifest = s.manifest
WHEN MATCHED THEN UPDATE SET
  run_id = s.run_id, manifest_modified_at = s.manifest_modified_at, status = s.status, exit_code = s.exit_code, loaded_at = current_timestamp()
WHEN NOT MATCHED THEN INSERT (manifest, run_id, manifest_modified_at, status, exit_code, loaded_at)
  VALUES (s.manifest, s.run_id, s.manifest_modified_at, s.status, s.exit_code, current_timestamp());
