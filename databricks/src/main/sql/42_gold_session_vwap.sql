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
