CREATE OR REPLACE VIEW gold_daily_prices
COMMENT 'Daily prices on the scale of today: raw bars times split factors; where a date has no raw bar, the one that the vendor adjusted'
AS
WITH chosen AS (
  SELECT d.*
  FROM gold_daily_bars d
  QUALIFY row_number() OVER (PARTITION BY d.ticker, d.trade_date ORDER BY d.adjusted) = 1
),
scaled AS (
  SELECT c.*, coalesce(f.split_factor, 1D) AS split_factor, if(c.adjusted, 1D, coalesce(f.split_factor, 1D)) AS scale
  FROM chosen c
  LEFT JOIN gold_split_factors f
    ON f.ticker = c.ticker AND c.trade_date >= f.valid_from AND c.trade_date < f.valid_to
)
SELECT
  ticker,
  trade_date,
  open * scale AS open,
  high * scale AS high,
  low * scale AS low,
  close * scale AS close,
  volume / scale AS volume,
  vwap * scale AS vwap,
  if(adjusted, close / split_factor, close) AS raw_close,
  split_factor,
  if(adjusted, 'vendor', 'raw') AS source
FROM scaled;
