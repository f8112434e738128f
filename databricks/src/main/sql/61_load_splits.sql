-- Under which splits the indicators of a ticker were computed. Others, and its whole history is computed again.
CREATE TABLE IF NOT EXISTS load_splits (
  ticker STRING NOT NULL COMMENT 'As the vendor spells it',
  splits STRING NOT NULL COMMENT 'Executed splits, as 2024-06-10 1:10'
) USING DELTA
COMMENT 'Internal: splits under which gold_indicators were computed';
