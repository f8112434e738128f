-- What verify says of the lake.
CREATE TABLE IF NOT EXISTS bronze_verdict_files (
  source_file STRING NOT NULL COMMENT 'Path below the lake: the verdicts of a window on a trading date',
  modified_at TIMESTAMP NOT NULL COMMENT 'When the file was written that was loaded',
  loaded_at TIMESTAMP NOT NULL COMMENT 'When its rows had reached silver_verdicts'
) USING DELTA
COMMENT 'Files of verdicts that were loaded: one that is written anew is read again';

CREATE TABLE IF NOT EXISTS silver_verdicts (
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date',
  verdict STRING NOT NULL COMMENT 'verified, consistent, silent, pending, never_asked, suspect or missing',
  test STRING NOT NULL COMMENT 'The test that decided',
  expected BIGINT COMMENT 'Bars that a witness has; null without a witness',
  found BIGINT NOT NULL COMMENT 'Bars that the lake had',
  finding STRING NOT NULL COMMENT 'The first thing that was found, in words; empty if there is nothing to say',
  finding_from TIMESTAMP COMMENT 'Where it begins',
  finding_to TIMESTAMP COMMENT 'Where it ends',
  together TIMESTAMP COMMENT 'First minute of a silence that many tickers share: they are one finding',
  witnesses STRING NOT NULL COMMENT 'What the date was held against, each with its edition',
  first_asked_at TIMESTAMP COMMENT 'The first of the two answers of a silence',
  asked_at TIMESTAMP COMMENT 'When the vendor last answered for the whole date',
  verified_at TIMESTAMP NOT NULL COMMENT 'When the verdict was made',
  run_id STRING NOT NULL COMMENT 'The run of verify that made it'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'The latest verdict of each series and trading date that was verified';

ALTER TABLE bronze_loads ADD COLUMN verdict_files BIGINT COMMENT 'Files of verdicts that it read; null of loads before there were any';
