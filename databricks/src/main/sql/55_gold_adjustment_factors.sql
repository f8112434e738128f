CREATE OR REPLACE VIEW gold_adjustment_factors
COMMENT 'Raw prices from valid_from (inclusive) to valid_to (exclusive): times split_factor on the scale of today, times both as if dividends had been reinvested'
AS
WITH events AS (
  SELECT ticker, valid_to AS on_date, split_factor, CAST(NULL AS DOUBLE) AS dividend FROM gold_split_factors
  UNION ALL
  SELECT ticker, ex_dividend_date, NULL, factor
  FROM gold_dividend_factors
  WHERE factor IS NOT NULL
    AND ex_dividend_date <= CAST(convert_timezone('America/New_York', current_timestamp()) AS DATE)
),
days AS (
  SELECT ticker, on_date, max(split_factor) AS split_factor, coalesce(max(dividend), 1D) AS dividend
  FROM events GROUP BY ticker, on_date
)
SELECT
  ticker,
  coalesce(lag(on_date) OVER (PARTITION BY ticker ORDER BY on_date), DATE'1000-01-01') AS valid_from,
  on_date AS valid_to,
  -- Between two splits the factor is that of the next one.
  coalesce(first_value(split_factor) IGNORE NULLS OVER (
    PARTITION BY ticker ORDER BY on_date ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING), 1D) AS split_factor,
  aggregate(
    collect_list(dividend) OVER (PARTITION BY ticker ORDER BY on_date DESC ROWS UNBOUNDED PRECEDING),
    1D, (product, f) -> product * f) AS dividend_factor
FROM days;
