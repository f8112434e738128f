-- What was loaded, and the lists that a load works from.
CREATE TABLE bronze_meta (
  name STRING NOT NULL COMMENT 'version: of these tables; sessions: under what the calendar was computed; reference: the snapshot of the lists',
  value STRING NOT NULL COMMENT 'As text'
) USING DELTA
COMMENT 'What the tables know about themselves';

CREATE TABLE bronze_loads (
  load_id STRING NOT NULL COMMENT 'Of the load',
  started_at TIMESTAMP NOT NULL COMMENT 'When it began',
  seconds DOUBLE NOT NULL COMMENT 'How long it took',
  runs INT NOT NULL COMMENT 'Manifests that were new',
  files BIGINT NOT NULL COMMENT 'Partition files that it read',
  changes BIGINT NOT NULL COMMENT 'Bars that were new, had other values or were gone',
  quarantined BIGINT NOT NULL COMMENT 'Of these, bars that fail a check',
  bad_files BIGINT NOT NULL COMMENT 'Files that could not be read and still wait in bronze_bad_files',
  warning STRING COMMENT 'What a person should know, such as columns of the lake that these tables lack'
) USING DELTA
COMMENT 'Loads that ended: what they did and how long they took';

CREATE TABLE bronze_runs (
  manifest STRING NOT NULL COMMENT 'Name of the manifest below _manifests; a retry has one of its own',
  run_id STRING NOT NULL COMMENT 'The run of the bars job',
  manifest_modified_at TIMESTAMP NOT NULL COMMENT 'When the manifest was written',
  status STRING COMMENT 'As in the manifest: done, failed_requests, try_again_later, error',
  exit_code INT COMMENT 'As in the manifest',
  loaded_at TIMESTAMP NOT NULL COMMENT 'When these tables had taken all of it'
) USING DELTA
COMMENT 'Runs of the bars job whose manifests have been loaded';

CREATE TABLE bronze_receipts (
  run_id STRING NOT NULL COMMENT 'The run that wrote it',
  manifest_modified_at TIMESTAMP NOT NULL COMMENT 'When the manifest of the run was written',
  outcome STRING NOT NULL COMMENT 'written, skipped (the lake had it), unknown (no bar, and the vendor does not list the ticker) or failed',
  path STRING COMMENT 'The partition file below the lake; null if there is none',
  splits STRING COMMENT 'The splits that the file is adjusted with, as 2024-06-10 1:10; none without any',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day, ...',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  period STRING COMMENT 'Day, month or year of the file, as 2024-01',
  range_start TIMESTAMP NOT NULL COMMENT 'First instant, inclusive',
  range_end TIMESTAMP NOT NULL COMMENT 'Last instant, exclusive',
  category STRING COMMENT 'Of a failure: permanent, transient, unknown, ...',
  message STRING COMMENT 'Of a failure, in words'
) USING DELTA
COMMENT 'Receipts of the bars job: every planned range, and whether it is covered';

CREATE TABLE bronze_files (
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  period STRING NOT NULL COMMENT 'Day, month or year that the file holds, as 2024-01',
  splits STRING COMMENT 'The splits that the file is adjusted with',
  run_id STRING NOT NULL COMMENT 'The last run that named it when it was loaded',
  named_at TIMESTAMP NOT NULL COMMENT 'When the manifest of that run was written',
  reload BOOLEAN NOT NULL COMMENT 'Whether the next load reads it again, since the calendar changed',
  loaded_at TIMESTAMP NOT NULL COMMENT 'When its bars had reached silver'
) USING DELTA
COMMENT 'Partition files of the lake that were loaded';

CREATE TABLE bronze_bad_files (
  source_file STRING NOT NULL COMMENT 'Path below the lake: a partition file, a manifest or the receipts of a run',
  problem STRING NOT NULL COMMENT 'Why it cannot be read',
  ticker STRING COMMENT 'Of a partition file: its series',
  timespan STRING COMMENT 'Unit of the window',
  multiplier INT COMMENT 'How many units a window lasts',
  adjusted BOOLEAN COMMENT 'Adjusted for splits by the vendor, or raw',
  period STRING COMMENT 'Day, month or year that the file holds',
  splits STRING COMMENT 'The splits that the file is adjusted with',
  run_id STRING COMMENT 'The run that names it',
  named_at TIMESTAMP COMMENT 'When the manifest of that run was written',
  found_at TIMESTAMP NOT NULL COMMENT 'When a load could not read it for the first time'
) USING DELTA
COMMENT 'Files that are damaged or gone. Every load tries them again and ends red while there are any; a row that is deleted is forgotten';

CREATE TABLE load_bars (
  load_id STRING NOT NULL COMMENT 'Of the load',
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  window_start TIMESTAMP NOT NULL COMMENT 'Open of the window, UTC',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date of window_start',
  old_date DATE COMMENT 'The date that the bar had before, if there was one',
  session STRING COMMENT 'As in silver_bars',
  problem STRING COMMENT 'The first check that it failed',
  open DOUBLE COMMENT 'First price',
  high DOUBLE COMMENT 'Highest price',
  low DOUBLE COMMENT 'Lowest price',
  close DOUBLE COMMENT 'Last price',
  volume DOUBLE COMMENT 'Shares or units',
  vwap DOUBLE COMMENT 'Volume-weighted average price',
  transactions BIGINT COMMENT 'Number of trades',
  otc BOOLEAN COMMENT 'Traded over the counter',
  share_scale DOUBLE COMMENT 'As in silver_bars',
  fetched_at TIMESTAMP COMMENT 'When these values were read from the API',
  run_id STRING COMMENT 'The run that named the file',
  gone BOOLEAN NOT NULL COMMENT 'The file no longer has the bar',
  known STRING COMMENT 'Where the bar was before: silver, quarantine; null if it is new'
) USING DELTA
PARTITIONED BY (load_id)
COMMENT 'Internal: bars of the current batch that are new, have other values or are gone';

CREATE TABLE load_changes (
  load_id STRING NOT NULL COMMENT 'The load that found it',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  adjusted BOOLEAN COMMENT 'Of the bars; null: the splits, dividends or listing of the ticker changed, from this date on',
  trade_date DATE NOT NULL COMMENT 'The date whose bars changed',
  bars BIGINT NOT NULL COMMENT 'How many',
  bad BIGINT NOT NULL COMMENT 'Of these, how many fail a check',
  known BIGINT NOT NULL COMMENT 'Of these, how many were in silver or quarantine before',
  found_at TIMESTAMP NOT NULL COMMENT 'When'
) USING DELTA
COMMENT 'Internal: dates that changed in silver and have not reached gold';
