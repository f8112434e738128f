-- Work list: files that new manifests name and that are not the versions loaded before.
CREATE TABLE IF NOT EXISTS load_files (
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  period STRING NOT NULL COMMENT 'Day, month or year that the file holds',
  first_date DATE NOT NULL COMMENT 'First trade date of the period',
  last_date DATE NOT NULL COMMENT 'Last trade date of the period, included',
  modified_at TIMESTAMP NOT NULL COMMENT 'When this version of the file was written',
  bytes BIGINT NOT NULL COMMENT 'Length of this version of the file',
  run_id STRING NOT NULL COMMENT 'The new run that names it'
) USING DELTA
COMMENT 'Internal: partition files that the current load takes';

INSERT OVERWRITE load_files
SELECT source_file, ticker, timespan, multiplier, adjusted, period, first_date, last_date, modified_at, bytes, run_id
FROM lake_files f
WHERE NOT EXISTS (
  SELECT 1 FROM bronze_files b
  WHERE b.source_file = f.source_file AND b.modified_at = f.modified_at AND b.bytes = f.bytes
);
