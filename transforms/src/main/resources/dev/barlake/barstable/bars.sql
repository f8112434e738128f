-- The bars, with the lake's columns and those of its paths. DOUBLE as in the lake: what was fetched comes back to the bit.
-- Times are UTC. The ticker's collation is binary: BCPC and BCpC are two tickers.
CREATE TABLE IF NOT EXISTS `${table}` (
  ticker       VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  timespan     ENUM('second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year') NOT NULL,
  multiplier   INT NOT NULL,
  adjusted     TINYINT(1) NOT NULL COMMENT 'for splits only, never for dividends',
  window_start DATETIME(6) NOT NULL COMMENT 'open of the window, UTC',
  open         DOUBLE NOT NULL,
  high         DOUBLE NOT NULL,
  low          DOUBLE NOT NULL,
  close        DOUBLE NOT NULL,
  volume       DOUBLE NOT NULL,
  vwap         DOUBLE NULL COMMENT 'volume-weighted average price',
  transactions BIGINT NULL COMMENT 'number of trades',
  otc          TINYINT(1) NOT NULL COMMENT 'traded over the counter',
  trade_date   DATE NOT NULL COMMENT 'exchange-local date of window_start',
  fetched_at   DATETIME(6) NOT NULL COMMENT 'when these values were fetched, UTC',
  PRIMARY KEY (ticker, timespan, multiplier, adjusted, window_start)
) ENGINE = InnoDB;

-- Which version of which partition file of the lake the bars are of. A row is locked while its bars are changed.
CREATE TABLE IF NOT EXISTS `${table}_files` (
  ticker     VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  timespan   ENUM('second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year') NOT NULL,
  multiplier INT NOT NULL,
  adjusted   TINYINT(1) NOT NULL,
  period     VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'as in the lake''s paths: 2024-01',
  version    VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'of the file, as its store tells it',
  PRIMARY KEY (ticker, timespan, multiplier, adjusted, period)
) ENGINE = InnoDB;
