CREATE OR REPLACE VIEW gold_freshness
COMMENT 'For each series: the newest date that is over and answered, and how many trading dates of its calendar have ended since'
AS
SELECT
  c.ticker, c.timespan, c.multiplier, c.adjusted, c.last_date,
  (
    SELECT count(*) FROM silver_sessions s
    WHERE s.calendar = CASE substr(c.ticker, 1, 2) WHEN 'X:' THEN 'crypto' WHEN 'C:' THEN 'fx' ELSE 'exchange' END
      AND s.trade_date > c.last_date AND s.closes_at < current_timestamp()
  ) AS sessions_behind
FROM (
  SELECT ticker, timespan, multiplier, adjusted, max(trade_date) AS last_date
  FROM silver_coverage WHERE answered >= 1D GROUP BY ALL
) c;

CREATE OR REPLACE VIEW gold_expectations
COMMENT 'What should hold: each check, how many rows fail it, and since when'
AS
SELECT 'bars pass the checks' AS check, count(*) AS failing, min(CAST(fetched_at AS DATE)) AS since FROM silver_quarantine
UNION ALL
SELECT 'files can be read', count(*), min(CAST(found_at AS DATE)) FROM bronze_bad_files
UNION ALL
SELECT 'a bar stands once', count(*), min(first_date)
FROM (
  SELECT min(trade_date) AS first_date FROM silver_bars
  GROUP BY ticker, timespan, multiplier, adjusted, window_start HAVING count(*) > 1
)
UNION ALL
SELECT 'raw times factor is adjusted', count(*), min(trade_date) FROM gold_scale_mismatch
UNION ALL
SELECT 'every daily bar is in gold', count(*), min(b.trade_date)
FROM gold_daily_bars b LEFT ANTI JOIN gold_days d ON d.ticker = b.ticker AND d.trade_date = b.trade_date
UNION ALL
SELECT 'dividends can be taken', count(*), min(ex_dividend_date)
FROM gold_dividend_factors WHERE problem IN ('foreign currency', 'cash above close')
UNION ALL
SELECT 'every session was answered', count(*), min(trade_date)
FROM silver_coverage WHERE answered < 1D AND NOT unlisted;
