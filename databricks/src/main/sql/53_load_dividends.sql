-- Work list: dividends that are new, changed or gone, and those whose previous close this load may have changed.
CREATE TABLE IF NOT EXISTS load_dividends (
  ticker STRING NOT NULL COMMENT 'As the vendor spells it',
  ex_dividend_date DATE NOT NULL COMMENT 'First trading date without the right to it',
  cash_amount DOUBLE COMMENT 'US dollars a share, all dividends of the date together; null where there is none any more'
) USING DELTA
COMMENT 'Internal: dividends that the current load takes';

INSERT OVERWRITE load_dividends
WITH cash AS (
  SELECT ticker, ex_dividend_date, CAST(sum(cash_amount) AS DOUBLE) AS cash_amount
  FROM silver_dividends
  WHERE ticker IS NOT NULL AND ex_dividend_date IS NOT NULL AND cash_amount > 0 AND coalesce(currency, 'USD') = 'USD'
  GROUP BY ticker, ex_dividend_date
)
SELECT coalesce(c.ticker, k.ticker), coalesce(c.ex_dividend_date, k.ex_dividend_date), c.cash_amount
FROM cash c
FULL OUTER JOIN gold_dividend_factors k ON k.ticker = c.ticker AND k.ex_dividend_date = c.ex_dividend_date
WHERE NOT (k.cash_amount <=> c.cash_amount)
  OR c.ex_dividend_date BETWEEN :first_date AND date_add(:last_date, 14);
