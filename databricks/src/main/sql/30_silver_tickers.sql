-- Reference data as the reference job left them in MySQL, whole each time. Without --reference they stay as they are.
CREATE TABLE IF NOT EXISTS silver_tickers (
  ticker STRING NOT NULL COMMENT 'As the vendor spells it, case-sensitive',
  market STRING NOT NULL COMMENT 'stocks, otc, indices, crypto or fx',
  delisted_on DATE NOT NULL COMMENT '9999-12-31 while it is listed',
  active BOOLEAN NOT NULL COMMENT 'Whether it trades now',
  name STRING COMMENT 'Of the company or fund',
  type STRING COMMENT 'CS common stock, ETF, ADRC, ...',
  primary_exchange STRING COMMENT 'MIC',
  currency_name STRING COMMENT 'In which it trades',
  cik STRING COMMENT 'At the SEC',
  composite_figi STRING COMMENT 'Of the listing country',
  share_class_figi STRING COMMENT 'Of the share class',
  snapshot_at TIMESTAMP NOT NULL COMMENT 'When the refresh that brought the row began'
) USING DELTA
COMMENT 'Listings: one row for each (ticker, market, delisted_on)';

INSERT OVERWRITE silver_tickers
SELECT
  ticker, market, delisted_on, active, name, type, primary_exchange, currency_name, cik, composite_figi,
  share_class_figi, snapshot_at
FROM IDENTIFIER(:reference || '.tickers');
