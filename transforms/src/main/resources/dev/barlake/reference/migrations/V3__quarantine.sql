-- What does not fit: whole rows that are kept aside, and single values that are NULL in their rows.
-- Replaced by each refresh together with the tables that lack them.

CREATE TABLE reference_quarantine (
  table_name  VARCHAR(64)  NOT NULL COMMENT 'tickers, dividends or splits',
  list_name   VARCHAR(64)  NOT NULL COMMENT 'The list that has the row, such as stocks active',
  position    BIGINT       NOT NULL COMMENT 'Of the row in the list, from 1',
  column_name VARCHAR(64)  NOT NULL COMMENT 'Whose value does not fit',
  left_out    VARCHAR(8)   NOT NULL COMMENT 'ROW: the table lacks the row, or has the one of before; VALUE: the value is NULL in its row',
  ticker      VARCHAR(64)  NULL,
  row_id      VARCHAR(128) NULL     COMMENT 'The vendor''s id',
  reason      TEXT         NOT NULL,
  content     TEXT         NOT NULL COMMENT 'The row as the vendor gave it, as JSON; its first 4,000 characters',
  snapshot_at DATETIME(6)  NOT NULL COMMENT 'UTC; when the refresh that read the row began',
  PRIMARY KEY (table_name, list_name, position, column_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

ALTER TABLE reference_refreshes
  ADD COLUMN nulled      BIGINT NULL COMMENT 'Values that spell NULL in some way, and are NULL now' AFTER changed,
  ADD COLUMN malformed   BIGINT NULL COMMENT 'Rows with values that cannot be read, and are NULL now' AFTER nulled,
  ADD COLUMN quarantined BIGINT NULL COMMENT 'Of the rows read, those kept aside in reference_quarantine' AFTER malformed,
  ADD COLUMN kept        BIGINT NULL COMMENT 'Rows of before that stand in for quarantined ones' AFTER quarantined,
  ADD COLUMN warnings    TEXT   NULL COMMENT 'The first few of what is in reference_quarantine' AFTER kept;
