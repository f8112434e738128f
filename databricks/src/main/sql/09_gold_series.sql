-- From when to when a series was asked for. What lies between its first and its last date and was never asked is a hole.
CREATE TABLE IF NOT EXISTS gold_series (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  first_date DATE NOT NULL COMMENT 'First trade date that a run planned',
  last_date DATE NOT NULL COMMENT 'Last trade date that a run planned'
) USING DELTA
COMMENT 'Series of bars: what was asked of the vendor';
