CREATE OR REPLACE VIEW gold_split_factors
COMMENT 'What brings raw prices from valid_from (inclusive) to valid_to (exclusive) to the scale of today: splits that have been executed'
AS
WITH days AS (
  -- Two splits on one date are legal; their order does not matter.
  SELECT
    ticker,
    execution_date,
    aggregate(
      array_sort(collect_list(CAST(split_from AS DOUBLE) / CAST(split_to AS DOUBLE))), 1D, (product, f) -> product * f) AS factor
  FROM silver_splits
  WHERE ticker IS NOT NULL AND split_from > 0 AND split_to > 0
    AND execution_date <= CAST(convert_timezone('America/New_York', current_timestamp()) AS DATE)
  GROUP BY ticker, execution_date
)
SELECT
  ticker,
  coalesce(lag(execution_date) OVER (PARTITION BY ticker ORDER BY execution_date), DATE'1000-01-01') AS valid_from,
  execution_date AS valid_to,
  aggregate(
    collect_list(factor) OVER (PARTITION BY ticker ORDER BY execution_date DESC ROWS UNBOUNDED PRECEDING),
    1D, (product, f) -> product * f) AS split_factor
FROM days;
