-- For each listing: what to do, its splits, its dividends, and its bars after the state.
WITH members AS (
  SELECT w.listing, coalesce(w.state.until, DATE'0001-01-01') AS until, l.ticker, l.from_date, l.to_date
  FROM load_work w JOIN silver_listings l ON l.listing = w.listing
  UNION ALL
  SELECT listing, coalesce(state.until, DATE'0001-01-01'), split_part(listing, '@', 1), DATE'1000-01-01', DATE'9999-12-31'
  FROM load_work WHERE listing LIKE '%@'
),
bars AS (
  SELECT m.listing, m.to_date, d.*
  FROM gold_daily_bars d
  JOIN members m ON m.ticker = d.ticker AND d.trade_date BETWEEN m.from_date AND m.to_date AND d.trade_date > m.until
  LEFT ANTI JOIN silver_listings l
    ON m.listing LIKE '%@' AND l.ticker = d.ticker AND d.trade_date BETWEEN l.from_date AND l.to_date
  WHERE d.trade_date > :recent OR d.ticker IN ({tickers})
),
splits AS (
  SELECT m.listing, s.execution_date, s.ratio
  FROM gold_known_splits s
  JOIN members m ON m.ticker = s.ticker AND s.execution_date BETWEEN m.from_date AND m.to_date
),
dividends AS (
  SELECT
    m.listing, d.ex_dividend_date,
    CAST(sum(if(coalesce(d.currency, 'USD') = 'USD', d.cash_amount, 0)) AS DOUBLE) AS cash,
    sum(d.split_adjusted_cash_amount) AS vendor_cash,
    max(CAST(d.snapshot_at AS DATE)) AS snapshot_date,
    if(bool_or(coalesce(d.currency, 'USD') <> 'USD'), 'foreign currency', NULL) AS problem
  FROM silver_dividends d
  JOIN members m ON m.ticker = d.ticker AND d.ex_dividend_date BETWEEN m.from_date AND m.to_date
  WHERE d.cash_amount > 0
  GROUP BY m.listing, d.ex_dividend_date
)
SELECT
  listing, 0 AS kind, from_date AS date, NULL AS rank, NULL AS ticker, NULL AS adjusted, NULL AS source,
  NULL AS open, NULL AS high, NULL AS low, NULL AS close, NULL AS volume, NULL AS vwap, NULL AS scale,
  NULL AS vendor_cash, NULL AS snapshot_date, NULL AS problem, state
FROM load_work
UNION ALL
SELECT listing, 1, execution_date, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ratio, NULL, NULL, NULL, NULL FROM splits
UNION ALL
SELECT
  listing, 2, ex_dividend_date, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, cash, vendor_cash, snapshot_date, problem, NULL
FROM dividends
UNION ALL
-- Of one date, the bar of the ticker that ended first, and of its two the raw one if the splits are known.
SELECT
  listing, 3, trade_date, datediff(to_date, DATE'1970-01-01') * 2 + if(adjusted = :prefer_adjusted, 0, 1), ticker, adjusted, source,
  open, high, low, close, volume, vwap, share_scale, NULL, NULL, NULL, NULL
FROM bars;
