CREATE OR REPLACE VIEW gold_daily_adjusted
COMMENT 'Daily prices on the scale of today (splits), and the close as if every dividend had been reinvested'
AS
SELECT
  p.ticker, p.trade_date, p.open, p.high, p.low, p.close, p.volume, p.vwap,
  p.close * coalesce(f.dividend_factor, 1D) AS total_return_close,
  p.raw_close,
  p.split_factor,
  coalesce(f.dividend_factor, 1D) AS dividend_factor,
  p.source
FROM gold_daily_prices p
LEFT JOIN gold_adjustment_factors f
  ON f.ticker = p.ticker AND p.trade_date >= f.valid_from AND p.trade_date < f.valid_to;
