-- The bars of this batch's files against what silver and quarantine have of these files: only what differs goes on.
-- When a value was read for the first time is no difference.
INSERT INTO load_bars
WITH windows AS (
  SELECT
    b.*,
    b.multiplier * CASE b.timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 WHEN 'hour' THEN 3600 END AS window_seconds,
    CASE substr(b.ticker, 1, 2) WHEN 'X:' THEN 'crypto' WHEN 'C:' THEN 'fx' ELSE 'exchange' END AS calendar
  FROM lake_bars b
),
placed AS (
  SELECT
    w.*,
    s.opens_at,
    s.closes_at,
    CAST(convert_timezone(if(w.calendar = 'exchange', 'America/New_York', 'UTC'), w.window_start) AS DATE) AS local_date
  FROM windows w
  LEFT JOIN (
    SELECT * FROM silver_sessions WHERE calendar = 'exchange' AND trade_date BETWEEN :first_date AND :last_date
  ) s ON s.trade_date = w.trade_date AND w.calendar = 'exchange'
),
checked AS (
  SELECT
    p.*,
    -- A window that does not divide half an hour, such as an hour, can begin before the opening and end after it.
    CASE
      WHEN p.timespan = 'day' AND p.multiplier = 1 THEN 'day'
      WHEN p.window_seconds IS NULL OR 1800 % p.window_seconds <> 0 THEN NULL
      WHEN p.calendar <> 'exchange' THEN 'continuous'
      WHEN p.window_start < p.opens_at THEN 'pre'
      WHEN p.window_start < p.closes_at THEN 'regular'
      WHEN p.window_start = p.closes_at THEN 'closing'
      WHEN p.window_start > p.closes_at THEN 'post'
    END AS session,
    CASE
      -- NaN is greater than all numbers here.
      WHEN NOT (abs(p.open) < double('Infinity') AND abs(p.high) < double('Infinity') AND abs(p.low) < double('Infinity')
        AND abs(p.close) < double('Infinity') AND abs(p.volume) < double('Infinity') AND abs(coalesce(p.vwap, 0D)) < double('Infinity'))
        THEN 'not a number'
      WHEN p.open IS NULL OR p.high IS NULL OR p.low IS NULL OR p.close IS NULL OR p.volume IS NULL
        THEN 'price or volume missing'
      WHEN p.low <= 0 OR p.vwap <= 0 THEN 'price not positive'
      WHEN NOT (p.low <= p.open AND p.open <= p.high AND p.low <= p.close AND p.close <= p.high)
        THEN 'prices out of order'
      WHEN p.volume < 0 OR p.transactions < 0 THEN 'negative volume'
      -- Trades that do not count for high and low do for vwap, so it may lie outside a little.
      WHEN p.vwap NOT BETWEEN p.low / 2 AND p.high * 2 THEN 'vwap far from the prices'
      WHEN p.bar_ticker <> p.ticker THEN 'ticker is not that of the file'
      WHEN p.trade_date <> p.local_date THEN 'trade date is not that of the window'
      WHEN 3600 % p.window_seconds = 0 AND unix_micros(p.window_start) % (p.window_seconds * 1000000) <> 0
        THEN 'window not aligned'
      WHEN p.calendar = 'exchange' AND (
        (p.opens_at IS NULL AND (p.window_seconds IS NOT NULL OR (p.timespan = 'day' AND p.multiplier = 1)))
        OR (p.window_seconds IS NOT NULL AND (
          p.window_start < p.opens_at - INTERVAL 330 MINUTES OR p.window_start >= p.opens_at + INTERVAL 630 MINUTES)))
        THEN 'outside the sessions of the exchange'
    END AS problem
  FROM placed p
)
SELECT
  :load_id,
  coalesce(n.source_file, o.source_file),
  coalesce(n.ticker, o.ticker),
  coalesce(n.timespan, o.timespan),
  coalesce(n.multiplier, o.multiplier),
  coalesce(n.adjusted, o.adjusted),
  coalesce(n.window_start, o.window_start),
  coalesce(n.trade_date, o.trade_date),
  o.trade_date,
  n.session, n.problem, n.open, n.high, n.low, n.close, n.volume, n.vwap, n.transactions, n.otc, n.share_scale, n.fetched_at, n.run_id,
  n.source_file IS NULL,
  o.kept_in
FROM checked n
FULL OUTER JOIN load_known o ON o.source_file = n.source_file AND o.window_start = n.window_start
WHERE NOT (
  struct(n.source_file, n.trade_date, n.open, n.high, n.low, n.close, n.volume, n.vwap, n.transactions, n.otc, n.share_scale, n.session, n.problem)
  <=> struct(o.source_file, o.trade_date, o.open, o.high, o.low, o.close, o.volume, o.vwap, o.transactions, o.otc, o.share_scale, o.session, o.problem)
);
