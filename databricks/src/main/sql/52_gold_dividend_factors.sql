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

MERGE INTO gold_dividend_factors t
USING (
  WITH cash AS (
    SELECT ticker, ex_dividend_date, CAST(sum(cash_amount) AS DOUBLE) AS cash_amount
    FROM silver_dividends
    WHERE ticker IS NOT NULL AND ex_dividend_date IS NOT NULL AND cash_amount > 0 AND coalesce(currency, 'USD') = 'USD'
    GROUP BY ticker, ex_dividend_date
  ),
  -- New ones, changed ones, and those whose previous close this load may have changed.
  due AS (
    SELECT c.*
    FROM cash c
    LEFT JOIN gold_dividend_factors k ON k.ticker = c.ticker AND k.ex_dividend_date = c.ex_dividend_date
    WHERE k.ticker IS NULL OR k.cash_amount <> c.cash_amount
      OR c.ex_dividend_date BETWEEN :first_date AND date_add(:last_date, 14)
  ),
  priced AS (
    SELECT d.ticker, d.ex_dividend_date, d.cash_amount, max_by(p.raw_close, p.trade_date) AS previous_close
    FROM due d
    LEFT JOIN gold_daily_prices p
      ON p.ticker = d.ticker AND p.trade_date < d.ex_dividend_date AND p.trade_date >= date_add(d.ex_dividend_date, -14)
    GROUP BY d.ticker, d.ex_dividend_date, d.cash_amount
  )
  SELECT *, if(cash_amount < previous_close, 1D - cash_amount / previous_close, NULL) AS factor, false AS gone FROM priced
  UNION ALL
  SELECT k.*, true AS gone
  FROM gold_dividend_factors k
  LEFT ANTI JOIN cash c ON k.ticker = c.ticker AND k.ex_dividend_date = c.ex_dividend_date
) s
ON t.ticker = s.ticker AND t.ex_dividend_date = s.ex_dividend_date
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  cash_amount = s.cash_amount, previous_close = s.previous_close, factor = s.factor
WHEN NOT MATCHED AND NOT s.gone THEN INSERT (ticker, ex_dividend_date, cash_amount, previous_close, factor)
  VALUES (s.ticker, s.ex_dividend_date, s.cash_amount, s.previous_close, s.factor);
