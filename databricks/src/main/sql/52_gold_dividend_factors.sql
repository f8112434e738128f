-- What a dividend took from the price: the cash against the last raw close before its ex-date.
CREATE TABLE IF NOT EXISTS gold_dividend_factors (
  ticker STRING NOT NULL COMMENT 'As the vendor spells it',
  ex_dividend_date DATE NOT NULL COMMENT 'First trading date without the right to it',
  cash_amount DOUBLE NOT NULL COMMENT 'US dollars a share, all dividends of the date together',
  previous_close DOUBLE COMMENT 'Last raw close of the two weeks before; null where there is no bar',
  factor DOUBLE COMMENT '1 - cash_amount / previous_close; null where it cannot be told'
) USING DELTA
CLUSTER BY (ticker, ex_dividend_date)
COMMENT 'One row for each ticker and ex-dividend date, US dollars only';
