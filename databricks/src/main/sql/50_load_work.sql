-- Whose bars are put in a row again, from which date on, and the state from which that goes on: none if the change is
-- older than the state.
WITH changes AS (
  SELECT DISTINCT ticker, trade_date FROM load_changes
),
due AS (
  SELECT listing, min(trade_date) AS from_date
  FROM (
    SELECT coalesce(l.listing, concat(c.ticker, '@')) AS listing, c.trade_date
    FROM changes c
    LEFT JOIN silver_listings l
      ON l.ticker = c.ticker AND (c.trade_date BETWEEN l.from_date AND l.to_date OR c.trade_date = DATE'1000-01-01')
    UNION ALL
    SELECT concat(ticker, '@'), trade_date FROM changes WHERE trade_date = DATE'1000-01-01'
  )
  GROUP BY listing
)
SELECT
  d.listing, d.from_date,
  s.listing IS NOT NULL AS known,
  if(s.until < d.from_date, struct(s.*), NULL) AS state
FROM due d LEFT JOIN gold_day_state s ON s.listing = d.listing;
