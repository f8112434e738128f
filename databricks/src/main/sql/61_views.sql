CREATE OR REPLACE VIEW gold_coverage
COMMENT 'For every series and trading date: is it there, and if not, why not. complete: a bar in every window of the regular session. partial: in some, and the vendor answered for all of it. silent: it answered, and there is no bar. not listed: there is no bar, and the date is before the first bar of the series or after the ticker was delisted, or the vendor does not list the ticker. failed: a request for a part failed. partly asked: a part was never asked for, as of a day that is not over. never asked: no run asked for it. Beside it stands what verify says, and which test decided; null where it was never run'
AS
SELECT
  c.ticker, c.timespan, c.multiplier, c.adjusted, c.trade_date,
  CASE
    WHEN c.bars >= c.expected THEN 'complete'
    WHEN c.answered >= 1D AND c.bars > 0 THEN 'partial'
    WHEN c.bars = 0 AND (c.unlisted OR (c.answered > 0D AND (c.trade_date < g.first_bar_date OR c.trade_date > l.last_date)))
      THEN 'not listed'
    WHEN c.answered >= 1D THEN 'silent'
    WHEN c.failed THEN 'failed'
    WHEN c.answered > 0D THEN 'partly asked'
    ELSE 'never asked'
  END AS state,
  c.bars, c.expected, c.answered, c.first_bar, c.last_bar,
  v.verdict, v.test AS verdict_test, nullif(v.finding, '') AS verdict_finding
FROM silver_coverage c
JOIN gold_series g
  ON g.ticker = c.ticker AND g.timespan = c.timespan AND g.multiplier = c.multiplier AND g.adjusted = c.adjusted
LEFT JOIN (SELECT ticker, max(to_date) AS last_date FROM silver_listings GROUP BY ticker) l ON l.ticker = c.ticker
LEFT JOIN silver_verdicts v
  ON v.ticker = c.ticker AND v.timespan = c.timespan AND v.multiplier = c.multiplier AND v.adjusted = c.adjusted
  AND v.trade_date = c.trade_date;

CREATE OR REPLACE VIEW gold_dividend_factors (
  ticker COMMENT 'As the vendor spells it', ex_dividend_date COMMENT 'First trading date without the right to it',
  cash_amount COMMENT 'US dollars a share as declared, all dividends of the date together',
  previous_date COMMENT 'Date of the last close before', previous_close COMMENT 'On the share basis of the ex-date',
  factor COMMENT '1 - cash / previous close, both on one share basis; null if it is unknown',
  vendor_factor COMMENT 'The vendor''s own, of this date alone; null if it gives none',
  difference COMMENT 'factor - vendor_factor',
  problem COMMENT 'foreign currency; cash above close; no previous close: no bar of the listing before; no bar yet: none on or after the ex-date'
)
COMMENT 'One row for each ticker and ex-dividend date: what it took from the price, or why that is unknown'
AS
WITH cash AS (
  SELECT
    d.ticker, d.ex_dividend_date, coalesce(l.listing, concat(d.ticker, '@')) AS listing,
    CAST(sum(if(coalesce(d.currency, 'USD') = 'USD', d.cash_amount, 0)) AS DOUBLE) AS cash_amount,
    bool_or(coalesce(d.currency, 'USD') <> 'USD') AS is_foreign,
    max(d.historical_adjustment_factor) AS cumulative
  FROM silver_dividends d
  LEFT JOIN silver_listings l ON l.ticker = d.ticker AND d.ex_dividend_date BETWEEN l.from_date AND l.to_date
  WHERE d.ticker IS NOT NULL AND d.ex_dividend_date IS NOT NULL AND d.cash_amount > 0
  GROUP BY ALL
),
vendors AS (
  SELECT *, cumulative / coalesce(lead(cumulative) OVER (PARTITION BY listing ORDER BY ex_dividend_date), 1D) AS vendor_factor FROM cash
),
ours AS (
  SELECT listing, e.ex_date, e.previous_date, e.previous_close, e.factor, e.problem
  FROM gold_days LATERAL VIEW explode(dividends) AS e
),
known AS (
  SELECT listing, max(trade_date) AS last_date FROM gold_days GROUP BY listing
)
SELECT
  v.ticker, v.ex_dividend_date, v.cash_amount, o.previous_date, o.previous_close, o.factor, v.vendor_factor,
  o.factor - v.vendor_factor AS difference,
  CASE
    WHEN o.ex_date IS NOT NULL THEN o.problem
    WHEN v.is_foreign THEN 'foreign currency'
    WHEN k.last_date >= v.ex_dividend_date THEN 'no previous close'
    ELSE 'no bar yet' END AS problem
FROM vendors v
LEFT JOIN ours o ON o.listing = v.listing AND o.ex_date = v.ex_dividend_date
LEFT JOIN known k ON k.listing = v.listing;

CREATE OR REPLACE VIEW gold_corporate_actions
COMMENT 'Splits and dividends, announced ones too, with what they did to the price'
AS
SELECT
  ticker,
  execution_date AS action_date,
  'split' AS kind,
  concat(CAST(CAST(split_to AS DOUBLE) AS STRING), ' for ', CAST(CAST(split_from AS DOUBLE) AS STRING)) AS description,
  CAST(split_from AS DOUBLE) AS split_from,
  CAST(split_to AS DOUBLE) AS split_to,
  CAST(NULL AS DOUBLE) AS cash_amount,
  CAST(NULL AS STRING) AS currency,
  CAST(split_from AS DOUBLE) / CAST(split_to AS DOUBLE) AS factor,
  CAST(NULL AS STRING) AS problem
FROM silver_splits
UNION ALL
SELECT
  d.ticker,
  d.ex_dividend_date,
  'dividend',
  concat_ws(' ', coalesce(d.distribution_type, 'dividend'), CAST(CAST(d.cash_amount AS DOUBLE) AS STRING), d.currency),
  NULL,
  NULL,
  CAST(d.cash_amount AS DOUBLE),
  d.currency,
  f.factor,
  f.problem
FROM silver_dividends d
LEFT JOIN gold_dividend_factors f ON f.ticker = d.ticker AND f.ex_dividend_date = d.ex_dividend_date;

CREATE OR REPLACE VIEW gold_scale_mismatch
COMMENT 'Dates on which raw bars times split factors are not the vendor''s adjusted bars: a split is missing, wrong, or came late on one side'
AS
SELECT r.ticker, r.trade_date, r.timespan, r.multiplier, r.close AS raw_close, a.close AS adjusted_close,
  r.close * d.raw_scale / a.share_scale AS computed_close
FROM gold_daily_bars r
JOIN gold_daily_bars a
  ON a.ticker = r.ticker AND a.trade_date = r.trade_date AND a.adjusted AND a.timespan = r.timespan AND a.multiplier = r.multiplier
JOIN gold_days d ON d.ticker = r.ticker AND d.trade_date = r.trade_date
WHERE NOT r.adjusted AND a.share_scale IS NOT NULL
  -- The vendor rounds adjusted prices to four decimals or so.
  AND abs(r.close * d.raw_scale / a.share_scale - a.close) > 0.001 * a.close + 0.0001;
