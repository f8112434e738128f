CREATE OR REPLACE VIEW gold_returns
COMMENT 'Returns from one bar of the ticker to its next: of prices without dividends, and total'
AS
SELECT
  ticker,
  trade_date,
  close,
  close / (lag(close) OVER days) - 1 AS simple_return,
  ln(close / (lag(close) OVER days)) AS log_return,
  open / (lag(close) OVER days) - 1 AS overnight_return,
  close / open - 1 AS intraday_return,
  total_return_close / (lag(total_return_close) OVER days) - 1 AS total_return
FROM gold_daily_adjusted
WINDOW days AS (PARTITION BY ticker ORDER BY trade_date);
