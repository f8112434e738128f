-- Tickers, dividends and splits as the market-data vendor lists them. Each refresh replaces the
-- three together. Text compares byte by byte (BCPC and BCpC are two securities), except names.
-- Amounts and ratios that companies declare are DECIMAL; what is computed from them is DOUBLE.

CREATE TABLE tickers (
  ticker               VARCHAR(64)   NOT NULL COMMENT 'As the vendor spells it, case-sensitive; a label at a point in time, which may be used again',
  market               VARCHAR(16)   NOT NULL COMMENT 'stocks, otc, indices, crypto or fx',
  delisted_on          DATE          NOT NULL COMMENT 'Date of delisted_utc; 9999-12-31 while listed, or where the vendor gives none',
  active               BOOLEAN       NOT NULL COMMENT 'Whether it trades now; false: delisted',
  name                 VARCHAR(1024) COLLATE utf8mb4_unicode_ci NULL,
  locale               VARCHAR(16)   NULL     COMMENT 'us or global',
  type                 VARCHAR(32)   NULL     COMMENT 'The vendor''s code: CS common stock, ETF, ADRC, PFD, WARRANT ...',
  primary_exchange     VARCHAR(16)   NULL     COMMENT 'MIC',
  currency_name        VARCHAR(64)   NULL,
  currency_symbol      VARCHAR(16)   NULL,
  base_currency_name   VARCHAR(64)   NULL,
  base_currency_symbol VARCHAR(16)   NULL,
  cik                  VARCHAR(32)   NULL,
  composite_figi       VARCHAR(32)   NULL,
  share_class_figi     VARCHAR(32)   NULL,
  delisted_utc         DATETIME(6)   NULL,
  last_updated_utc     DATETIME(6)   NULL,
  snapshot_at          DATETIME(6)   NOT NULL COMMENT 'UTC; when the refresh that brought the row began',
  PRIMARY KEY (ticker, market, delisted_on),
  KEY by_type (market, active, type),
  KEY by_figi (composite_figi),
  KEY by_cik (cik)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin
  COMMENT 'One row a listing: a symbol that was used again has several';

CREATE TABLE dividends (
  id                           VARCHAR(128)    NOT NULL COMMENT 'The vendor''s; where it gives none, derived from the row',
  ticker                       VARCHAR(64)     NULL,
  ex_dividend_date             DATE            NULL COMMENT 'First trading date, in New York, without the right to it; several on one date are legal',
  cash_amount                  DECIMAL(24, 12) NULL COMMENT 'A share, as declared; not adjusted for later splits',
  currency                     VARCHAR(16)     NULL,
  declaration_date             DATE            NULL,
  record_date                  DATE            NULL,
  pay_date                     DATE            NULL,
  frequency                    INT             NULL COMMENT 'Payments a year; 0 is a one-off',
  dividend_type                VARCHAR(16)     NULL COMMENT 'CD, SC, LT, ST; from /v3/reference/dividends only',
  distribution_type            VARCHAR(32)     NULL COMMENT 'recurring, special, supplemental, irregular, unknown; from /stocks/v1/dividends only',
  historical_adjustment_factor DOUBLE          NULL COMMENT 'Cumulative; a price of date D times the factor of the first dividend after D; from /stocks/v1/dividends only',
  split_adjusted_cash_amount   DOUBLE          NULL COMMENT 'On today''s share basis; from /stocks/v1/dividends only',
  snapshot_at                  DATETIME(6)     NOT NULL,
  PRIMARY KEY (id),
  KEY by_ticker (ticker, ex_dividend_date),
  KEY by_date (ex_dividend_date)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE splits (
  id                           VARCHAR(128)    NOT NULL COMMENT 'The vendor''s; where it gives none, derived from the row',
  ticker                       VARCHAR(64)     NULL,
  execution_date               DATE            NULL COMMENT 'First trading date, in New York, on the new scale; may lie in the future',
  split_from                   DECIMAL(24, 12) NULL COMMENT 'Shares before',
  split_to                     DECIMAL(24, 12) NULL COMMENT 'Shares after',
  adjustment_type              VARCHAR(32)     NULL COMMENT 'forward_split, reverse_split, stock_dividend; from /stocks/v1/splits only',
  historical_adjustment_factor DOUBLE          NULL COMMENT 'Cumulative, as the vendor computed it; from /stocks/v1/splits only',
  snapshot_at                  DATETIME(6)     NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY one_of_each (ticker, execution_date, split_from, split_to),
  KEY by_date (execution_date)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE reference_refreshes (
  id          BIGINT       NOT NULL AUTO_INCREMENT,
  run_id      VARCHAR(200) NOT NULL,
  table_name  VARCHAR(64)  NOT NULL,
  status      VARCHAR(16)  NOT NULL COMMENT 'running, done, refused (a gate closed), failed, interrupted (killed)',
  snapshot_at DATETIME(6)  NOT NULL COMMENT 'UTC; when the refresh began; that of the rows it brought',
  finished_at DATETIME(6)  NULL     COMMENT 'UTC',
  seconds     DOUBLE       NULL,
  rows_read   BIGINT       NULL     COMMENT 'Rows that the vendor gave',
  repeated    BIGINT       NULL     COMMENT 'Of these, left out as repeats',
  row_count   BIGINT       NULL     COMMENT 'Rows of the table afterwards, or, where refused, that it would have had',
  added       BIGINT       NULL     COMMENT 'Keys that the table did not have',
  removed     BIGINT       NULL     COMMENT 'Keys that it had and lost',
  changed     BIGINT       NULL     COMMENT 'Rows with other values, apart from the times of update and snapshot',
  error       TEXT         NULL,
  PRIMARY KEY (id),
  KEY by_run (run_id),
  KEY by_time (snapshot_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin
  COMMENT 'One row a refresh and table; the newest with status done is what the tables hold';
