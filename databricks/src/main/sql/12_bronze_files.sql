-- Which version of which partition file the rows of bronze_bars are. Written late, so that a file whose load was
-- interrupted is loaded again.
CREATE TABLE IF NOT EXISTS bronze_files (
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  period STRING NOT NULL COMMENT 'Day, month or year that the file holds, as 2024-01',
  modified_at TIMESTAMP NOT NULL COMMENT 'When this version of the file was written',
  bytes BIGINT NOT NULL COMMENT 'Length of this version of the file',
  run_id STRING NOT NULL COMMENT 'The last run that named it when it was loaded',
  loaded_at TIMESTAMP NOT NULL COMMENT 'When its bars had reached every table'
) USING DELTA
COMMENT 'Partition files of the lake as they were when they were loaded';
