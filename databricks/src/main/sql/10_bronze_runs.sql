-- Which manifests of the lake have been loaded. A run is written here last, after every other table.
CREATE TABLE IF NOT EXISTS bronze_runs (
  run_id STRING NOT NULL COMMENT 'Name of the manifest: the run of the bars job and, after a dot, its attempt',
  manifest_modified_at TIMESTAMP NOT NULL COMMENT 'When its manifest was written',
  status STRING COMMENT 'As in the manifest: done, failed_requests, try_again_later, error',
  exit_code INT COMMENT 'As in the manifest',
  loaded_at TIMESTAMP NOT NULL COMMENT 'When these tables had taken all of it'
) USING DELTA
COMMENT 'Runs of the bars job whose manifests have been loaded';
