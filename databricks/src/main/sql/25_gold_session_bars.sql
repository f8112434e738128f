-- One bar for each session of a changed date and series, added up in the order of time.
MERGE INTO gold_session_bars t
USING (
  WITH bars AS (
    SELECT
      b.*,
      if(b.ticker LIKE 'C:%' AND dayofweek(b.trade_date) = 1, date_add(b.trade_date, 1), b.trade_date) AS session_date
    FROM silver_bars b
    WHERE b.session IS NOT NULL AND b.trade_date BETWEEN date_add(:first_date, -1) AND :last_date
  ),
  made AS (
    SELECT
      b.ticker, b.timespan, b.multiplier, b.adjusted, b.session_date AS trade_date, b.session,
      min_by(b.open, b.window_start) AS open,
      max(b.high) AS high,
      min(b.low) AS low,
      max_by(b.close, b.window_start) AS close,
      sum(b.volume) AS volume,
      sum(b.vwap * b.volume) / nullif(sum(if(b.vwap IS NULL, 0D, b.volume)), 0D) AS vwap,
      sum(b.transactions) AS transactions,
      CAST(count(*) AS INT) AS bars,
      min(b.window_start) AS first_bar,
      max(b.window_start) AS last_bar,
      max(b.share_scale) AS share_scale,
      min(b.fetched_at) AS fetched_at,
      false AS gone
    FROM bars b
    LEFT SEMI JOIN load_days d ON d.ticker = b.ticker AND d.adjusted = b.adjusted AND d.trade_date = b.session_date
    GROUP BY ALL
  )
  SELECT * FROM made
  UNION ALL
  SELECT g.*, true AS gone
  FROM load_old_sessions g
  LEFT ANTI JOIN made m
    ON m.ticker = g.ticker AND m.timespan = g.timespan AND m.multiplier = g.multiplier AND m.adjusted = g.adjusted
    AND m.trade_date = g.trade_date AND m.session = g.session
) s
ON t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
  AND t.trade_date = s.trade_date AND t.session = s.session AND t.trade_date BETWEEN :first_date AND date_add(:last_date, 1)
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  open = s.open, high = s.high, low = s.low, close = s.close, volume = s.volume, vwap = s.vwap, transactions = s.transactions,
  bars = s.bars, first_bar = s.first_bar, last_bar = s.last_bar, share_scale = s.share_scale, fetched_at = s.fetched_at
WHEN NOT MATCHED AND NOT s.gone THEN INSERT (
  ticker, timespan, multiplier, adjusted, trade_date, session, open, high, low, close, volume, vwap, transactions, bars,
  first_bar, last_bar, share_scale, fetched_at
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.trade_date, s.session, s.open, s.high, s.low, s.close, s.volume, s.vwap,
  s.transactions, s.bars, s.first_bar, s.last_bar, s.share_scale, s.fetched_at
);
