CREATE OR REPLACE VIEW silver_tickers
COMMENT 'Listings as they are known now: one row for each (ticker, market, delisted_on)'
AS SELECT * EXCEPT (known_from, known_to), known_from AS snapshot_at FROM silver_tickers_history WHERE known_to IS NULL;

CREATE OR REPLACE VIEW silver_dividends
COMMENT 'Cash dividends as they are known now, announced ones too'
AS SELECT * EXCEPT (known_from, known_to), known_from AS snapshot_at FROM silver_dividends_history WHERE known_to IS NULL;

CREATE OR REPLACE VIEW silver_splits
COMMENT 'Splits as they are known now, announced ones too'
AS SELECT * EXCEPT (known_from, known_to), known_from AS snapshot_at FROM silver_splits_history WHERE known_to IS NULL;

CREATE OR REPLACE VIEW gold_known_splits
COMMENT 'Splits by the list; if there is no list, those that adjusted files of the lake name'
AS
SELECT ticker, execution_date, aggregate(array_sort(collect_list(CAST(split_to AS DOUBLE) / CAST(split_from AS DOUBLE))), 1D, (p, f) -> p * f) AS ratio
FROM silver_splits
WHERE ticker IS NOT NULL AND split_from > 0 AND split_to > 0
GROUP BY ticker, execution_date
UNION ALL
SELECT ticker, CAST(split_part(split, ' ', 1) AS DATE), aggregate(array_sort(collect_list(
  CAST(split_part(split_part(split, ' ', 2), ':', 2) AS DOUBLE) / CAST(split_part(split_part(split, ' ', 2), ':', 1) AS DOUBLE))), 1D, (p, f) -> p * f)
FROM (
  SELECT DISTINCT ticker, split
  FROM bronze_files LATERAL VIEW explode(split(splits, ', ')) AS split
  WHERE adjusted AND splits <> 'none'
)
WHERE NOT EXISTS (SELECT 1 FROM silver_splits_history)
GROUP BY 1, 2;

CREATE OR REPLACE VIEW gold_listing_scale
COMMENT 'Shares of the date of gold_scale for one share of a listing''s beginning'
AS
SELECT coalesce(l.listing, concat(s.ticker, '@')) AS listing, aggregate(array_sort(collect_list(s.ratio)), 1D, (p, f) -> p * f) AS scale
FROM gold_known_splits s
LEFT JOIN silver_listings l ON l.ticker = s.ticker AND s.execution_date BETWEEN l.from_date AND l.to_date
WHERE s.execution_date <= (SELECT max(as_of) FROM gold_scale)
GROUP BY 1;

CREATE OR REPLACE VIEW gold_split_factors
COMMENT 'What brings raw prices of a listing from valid_from (inclusive) to valid_to (exclusive) to the scale of gold_scale: splits that have been executed. Later dates have factor 1 and no row'
AS
SELECT
  listing,
  coalesce(lag(execution_date) OVER (PARTITION BY listing ORDER BY execution_date), DATE'1000-01-01') AS valid_from,
  execution_date AS valid_to,
  aggregate(
    collect_list(1 / ratio) OVER (PARTITION BY listing ORDER BY execution_date DESC ROWS UNBOUNDED PRECEDING),
    1D, (product, f) -> product * f) AS split_factor
FROM (
  SELECT coalesce(l.listing, concat(s.ticker, '@')) AS listing, s.execution_date, s.ratio
  FROM gold_known_splits s
  LEFT JOIN silver_listings l ON l.ticker = s.ticker AND s.execution_date BETWEEN l.from_date AND l.to_date
  WHERE s.execution_date <= (SELECT max(as_of) FROM gold_scale)
);

CREATE OR REPLACE VIEW gold_daily_adjusted (
  listing COMMENT 'Which company: looking back, stay within it',
  ticker COMMENT 'On that date',
  trade_date COMMENT 'Exchange-local date',
  open COMMENT 'On the scale of gold_scale (splits)', high COMMENT 'On the same scale', low COMMENT 'On the same scale',
  close COMMENT 'On the same scale', volume COMMENT 'In shares of the same scale', vwap COMMENT 'On the same scale',
  total_return_close COMMENT 'The close as if every dividend in US dollars had been reinvested at the close of its ex-date; equals close on the last date',
  raw_close COMMENT 'In money of that date',
  split_factor COMMENT 'close / raw_close',
  dividend_factor COMMENT 'Product of 1 - cash / previous close of the dividends after this date',
  dividend_problem COMMENT 'Why a dividend with its ex-date on this date is left out: foreign currency, cash above close',
  source COMMENT 'vendor_day or sessions',
  adjusted COMMENT 'Whether the bar is one that the vendor adjusted',
  day COMMENT 'Which bar of the listing this is, from 1',
  first_date COMMENT 'Date of bar 1'
)
COMMENT 'Daily prices on the scale of gold_scale'
AS
SELECT
  d.listing, d.ticker, d.trade_date,
  d.open * f AS open, d.high * f AS high, d.low * f AS low, d.close * f AS close,
  d.volume / f AS volume, d.vwap * f AS vwap,
  d.close * f * d.growth_scale / s.latest_growth_scale AS total_return_close,
  d.close * (d.scale / d.raw_scale) AS raw_close,
  d.raw_scale / k AS split_factor,
  d.dividend_scale / s.latest_dividend_scale AS dividend_factor,
  d.dividend_problem, d.source, d.adjusted, d.day, d.first_date
FROM (
  SELECT d.*, coalesce(c.scale, 1D) AS k, d.scale / coalesce(c.scale, 1D) AS f
  FROM gold_days d LEFT JOIN gold_listing_scale c ON c.listing = d.listing
) d
JOIN gold_day_state s ON s.listing = d.listing;

CREATE OR REPLACE VIEW gold_returns (
  listing COMMENT 'Which company', ticker COMMENT 'On that date', trade_date COMMENT 'Exchange-local date',
  previous_date COMMENT 'Date of the listing''s bar before',
  close COMMENT 'On the scale of gold_scale',
  simple_return COMMENT 'Of prices, without dividends', log_return COMMENT 'ln(1 + simple_return)',
  overnight_return COMMENT 'From the close before to the open', intraday_return COMMENT 'From the open to the close',
  total_return COMMENT '(close + dividends since previous_date) / close before - 1, all on one share basis',
  series_break COMMENT 'first bar; renamed: the bar before had another ticker; gap: it is more than 30 days old. Null otherwise',
  dividend_problem COMMENT 'Why a dividend is not in total_return'
)
COMMENT 'Returns from one bar of a listing to its next; never from one company to another'
AS
SELECT
  d.listing, d.ticker, d.trade_date, d.previous_date,
  d.close * (d.scale / coalesce(c.scale, 1D)) AS close,
  d.close * d.scale / d.previous_close - 1 AS simple_return,
  ln(d.close * d.scale / d.previous_close) AS log_return,
  d.open * d.scale / d.previous_close - 1 AS overnight_return,
  d.close / d.open - 1 AS intraday_return,
  (d.close * d.scale + d.cash) / d.previous_close - 1 AS total_return,
  CASE
    WHEN d.previous_date IS NULL THEN 'first bar'
    WHEN d.previous_ticker <> d.ticker THEN 'renamed'
    WHEN datediff(d.trade_date, d.previous_date) > 30 THEN 'gap' END AS series_break,
  d.dividend_problem
FROM gold_days d
LEFT JOIN gold_listing_scale c ON c.listing = d.listing;

CREATE OR REPLACE VIEW gold_indicators (
  listing COMMENT 'Which company', ticker COMMENT 'On that date', trade_date COMMENT 'Exchange-local date',
  close COMMENT 'On the scale of gold_scale (splits), as all prices here',
  sma_20 COMMENT 'Mean of 20 closes', sma_50 COMMENT 'Mean of 50 closes', sma_200 COMMENT 'Mean of 200 closes',
  ema_12 COMMENT 'Exponential mean of closes, 2/13 of the last one; begins with the mean of the first 12',
  ema_26 COMMENT 'Exponential mean of closes, 2/27 of the last one; begins with the mean of the first 26',
  rsi_14 COMMENT 'Relative strength by Wilder, 0 to 100; null if nothing moved (TA-Lib has 0)',
  macd COMMENT 'Exponential mean of 12 minus that of 26, both begun at bar 26, as TA-Lib does; from bar 34 on',
  macd_signal COMMENT 'Exponential mean of macd, 2/10 of the last one', macd_histogram COMMENT 'macd - macd_signal',
  bollinger_middle COMMENT 'Mean of 20 closes', bollinger_upper COMMENT 'Two standard deviations (of the population) above it',
  bollinger_lower COMMENT 'Two standard deviations below it', atr_14 COMMENT 'Average true range by Wilder',
  day COMMENT 'Which bar of the listing this is, from 1', first_date COMMENT 'Date of bar 1'
)
COMMENT 'Technical indicators on daily prices, as TA-Lib defines them'
AS
SELECT
  d.listing, d.ticker, d.trade_date, d.close * (d.scale / k) AS close,
  d.sma_20 / k AS sma_20, d.sma_50 / k AS sma_50, d.sma_200 / k AS sma_200, d.ema_12 / k AS ema_12, d.ema_26 / k AS ema_26,
  d.rsi_14, d.macd / k AS macd, d.macd_signal / k AS macd_signal, (d.macd - d.macd_signal) / k AS macd_histogram,
  d.sma_20 / k AS bollinger_middle, (d.sma_20 + 2 * d.bollinger_deviation) / k AS bollinger_upper,
  (d.sma_20 - 2 * d.bollinger_deviation) / k AS bollinger_lower, d.atr_14 / k AS atr_14,
  d.day, d.first_date
FROM (SELECT d.*, coalesce(c.scale, 1D) AS k FROM gold_days d LEFT JOIN gold_listing_scale c ON c.listing = d.listing) d;

CREATE OR REPLACE VIEW gold_session_vwap
COMMENT 'The volume-weighted average price of a session up to and including each bar, of the bars that have one'
AS
SELECT
  ticker, timespan, multiplier, adjusted, trade_date, session, window_start, close, volume,
  sum(vwap * volume) OVER so_far / nullif(sum(if(vwap IS NULL, 0D, volume)) OVER so_far, 0D) AS session_vwap
FROM silver_bars
WHERE session IS NOT NULL
WINDOW so_far AS (
  PARTITION BY ticker, timespan, multiplier, adjusted, trade_date, session
  ORDER BY window_start ROWS UNBOUNDED PRECEDING);
