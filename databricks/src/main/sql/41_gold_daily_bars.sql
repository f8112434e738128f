CREATE OR REPLACE VIEW gold_daily_bars
COMMENT 'One bar a trade date: the regular session (all of the UTC day for crypto and currencies), raw or as the vendor adjusted it'
AS
SELECT ticker, adjusted, trade_date, open, high, low, close, volume, vwap, transactions, bars, timespan, multiplier
FROM gold_session_bars
WHERE session IN ('regular', 'continuous');
