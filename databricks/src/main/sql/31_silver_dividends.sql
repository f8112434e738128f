CREATE TABLE IF NOT EXISTS silver_dividends (
  id STRING NOT NULL COMMENT 'The vendor''s, or derived from the row',
  ticker STRING COMMENT 'As the vendor spells it',
  ex_dividend_date DATE COMMENT 'First trading date without the right to it; several on one date are legal',
  cash_amount DECIMAL(24, 12) COMMENT 'A share, as declared; not adjusted for later splits',
  currency STRING COMMENT 'Of cash_amount',
  declaration_date DATE COMMENT 'When it was announced',
  record_date DATE COMMENT 'Who holds the share then is paid',
  pay_date DATE COMMENT 'When it is paid',
  frequency INT COMMENT 'Payments a year; 0 is a one-off',
  distribution_type STRING COMMENT 'recurring, special, supplemental, irregular, unknown',
  snapshot_at TIMESTAMP NOT NULL COMMENT 'When the refresh that brought the row began'
) USING DELTA
COMMENT 'Cash dividends, announced ones too';

INSERT OVERWRITE silver_dividends
SELECT
  id, ticker, ex_dividend_date, cash_amount, currency, declaration_date, record_date, pay_date, frequency,
  distribution_type, snapshot_at
FROM IDENTIFIER(:reference || '.dividends');
