-- Work list: bars that are new, have other values or are gone, by key. It is emptied when all tables have taken them,
-- so what an interrupted load had found is not forgotten.
CREATE TABLE IF NOT EXISTS load_changes (
  source_file STRING NOT NULL COMMENT 'The file that holds it, or held it',
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  window_start TIMESTAMP NOT NULL COMMENT 'Open of the window, UTC',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date of the window'
) USING DELTA
COMMENT 'Internal: bars that the current load changes';
