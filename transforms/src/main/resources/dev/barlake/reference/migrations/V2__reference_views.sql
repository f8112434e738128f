-- Stocks that trade now; one row a ticker.
CREATE SQL SECURITY INVOKER VIEW active_stocks AS
SELECT ticker, name, type, primary_exchange, currency_name, cik, composite_figi, share_class_figi,
       last_updated_utc, snapshot_at
FROM tickers
WHERE market = 'stocks' AND active;

-- By what to multiply the raw prices of a ticker (and divide its volumes) of the trade dates from
-- valid_from (inclusive) to valid_to (exclusive) to bring them to today's scale. Dates after the
-- last split have no row: their factor is 1. Announced splits do not count before their date, which
-- begins at 05:00 UTC: midnight in New York, in summer an hour later than there.
-- SQL has no product, so it is the exponential of a sum, rounded to 14 significant digits.
CREATE SQL SECURITY INVOKER VIEW split_factors AS
SELECT ticker, valid_from, valid_to,
       ROUND(EXP(log_factor), 13 - FLOOR(log_factor / LN(10))) AS split_factor,
       ROUND(EXP(cumulative_log), 13 - FLOOR(cumulative_log / LN(10))) AS cumulative_factor
FROM (
  SELECT ticker,
         COALESCE(LAG(execution_date) OVER (PARTITION BY ticker ORDER BY execution_date), '1000-01-01') AS valid_from,
         execution_date AS valid_to,
         log_factor,
         SUM(log_factor) OVER (PARTITION BY ticker ORDER BY execution_date DESC) AS cumulative_log
  FROM (
    SELECT ticker, execution_date, SUM(LN(1E0 * split_from / split_to)) AS log_factor
    FROM splits
    WHERE execution_date <= DATE(UTC_TIMESTAMP() - INTERVAL 5 HOUR)
      AND ticker IS NOT NULL AND split_from > 0 AND split_to > 0
    GROUP BY ticker, execution_date
  ) AS days
) AS steps;
