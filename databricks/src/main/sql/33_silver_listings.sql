-- A ticker that was used again is two companies, and a company that changed its ticker is one. The list has no date
-- of listing: a listing begins when the ticker's former one ended.
INSERT OVERWRITE silver_listings
SELECT
  coalesce(composite_figi, concat(ticker, '@', from_date)) AS listing,
  ticker, from_date, to_date, name
FROM (
  SELECT
    *,
    coalesce(date_add(lag(delisted_on) OVER (PARTITION BY ticker ORDER BY delisted_on), 1), DATE'1000-01-01') AS from_date,
    delisted_on AS to_date
  FROM (
    -- Of a ticker that two markets list at a time, stocks count before others.
    SELECT * FROM silver_tickers
    QUALIFY row_number() OVER (PARTITION BY ticker, delisted_on ORDER BY market = 'stocks' DESC, market) = 1
  )
);
