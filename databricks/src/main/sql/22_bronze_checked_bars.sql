-- Every bar with its session and, where it fails a check, the first problem found.
CREATE OR REPLACE VIEW bronze_checked_bars
COMMENT 'Bars of the lake with their session and what is wrong with them'
AS
WITH windows AS (
  SELECT
    b.*,
    b.multiplier * CASE b.timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 WHEN 'hour' THEN 3600 END AS window_seconds,
    CASE WHEN b.ticker RLIKE '^[XC]:' THEN 'continuous' ELSE 'exchange' END AS market
  FROM bronze_bars b
),
placed AS (
  SELECT
    w.*,
    s.opens_at,
    s.closes_at,
    CAST(convert_timezone(if(w.market = 'continuous', 'UTC', 'America/New_York'), w.window_start) AS DATE) AS local_date
  FROM windows w
  LEFT JOIN silver_sessions s ON s.trade_date = w.trade_date
)
SELECT
  p.* EXCEPT (window_seconds, market, opens_at, closes_at, local_date),
  -- A window that does not divide half an hour, such as an hour, can begin before the opening and end after it.
  CASE
    WHEN p.window_seconds IS NULL OR 1800 % p.window_seconds <> 0 THEN NULL
    WHEN p.market = 'continuous' THEN 'continuous'
    WHEN p.window_start < p.opens_at THEN 'pre'
    WHEN p.window_start < p.closes_at THEN 'regular'
    WHEN p.window_start >= p.closes_at THEN 'post'
  END AS session,
  CASE
    WHEN isnan(p.open) OR isnan(p.high) OR isnan(p.low) OR isnan(p.close) OR isnan(p.volume) OR isnan(p.vwap)
      THEN 'not a number'
    WHEN p.open IS NULL OR p.high IS NULL OR p.low IS NULL OR p.close IS NULL OR p.volume IS NULL
      THEN 'price or volume missing'
    WHEN p.low <= 0 THEN 'price not positive'
    WHEN NOT (p.low <= p.open AND p.open <= p.high AND p.low <= p.close AND p.close <= p.high)
      THEN 'prices out of order'
    WHEN p.volume < 0 THEN 'negative volume'
    WHEN p.trade_date <> p.local_date THEN 'trade date is not that of the window'
    WHEN 3600 % p.window_seconds = 0 AND unix_micros(p.window_start) % (p.window_seconds * 1000000) <> 0
      THEN 'window not aligned'
    WHEN p.market = 'exchange' AND p.window_seconds IS NOT NULL AND (
      p.opens_at IS NULL
      OR p.window_start < p.opens_at - INTERVAL 330 MINUTES
      OR p.window_start >= p.opens_at + INTERVAL 630 MINUTES)
      THEN 'outside the sessions of the exchange'
  END AS problem
FROM placed p;
