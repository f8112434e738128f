MERGE INTO gold_dividend_factors t
USING (
  SELECT *, if(cash_amount < previous_close, 1D - cash_amount / previous_close, NULL) AS factor
  FROM (
    SELECT d.ticker, d.ex_dividend_date, d.cash_amount, max_by(p.raw_close, p.trade_date) AS previous_close
    FROM load_dividends d
    LEFT JOIN (
      SELECT ticker, trade_date, raw_close FROM gold_daily_prices WHERE trade_date BETWEEN :dividends_from AND :dividends_to
    ) p
    ON p.ticker = d.ticker AND p.trade_date < d.ex_dividend_date AND p.trade_date >= date_add(d.ex_dividend_date, -14)
    GROUP BY d.ticker, d.ex_dividend_date, d.cash_amount
  )
) s
ON t.ticker = s.ticker AND t.ex_dividend_date = s.ex_dividend_date
WHEN MATCHED AND s.cash_amount IS NULL THEN DELETE
WHEN MATCHED THEN UPDATE SET
  cash_amount = s.cash_amount, previous_close = s.previous_close, factor = s.factor
WHEN NOT MATCHED AND s.cash_amount IS NOT NULL THEN INSERT (ticker, ex_dividend_date, cash_amount, previous_close, factor)
  VALUES (s.ticker, s.ex_dividend_date, s.cash_amount, s.previous_close, s.factor);
