-- Of each changed date that is over: the vendor's bar of the day, else the sessions of the finest series for whose
-- whole day the vendor answered.
MERGE INTO gold_daily_bars t
USING (
  WITH days AS (
    SELECT DISTINCT ticker, adjusted, trade_date FROM load_changes WHERE adjusted IS NOT NULL
  ),
  series AS (
    SELECT
      b.ticker, b.adjusted, b.trade_date, b.timespan, b.multiplier,
      max(b.fetched_at) AS fetched_at,
      max(b.share_scale) AS share_scale,
      max(struct(b.open, b.high, b.low, b.close, b.volume, b.vwap, b.transactions, b.bars))
        FILTER (WHERE b.session IN ('regular', 'continuous', 'day')) AS main,
      -- The auction is the first trade of its window; what the window's high, low and close are may be after hours.
      max(struct(b.open, b.volume, b.vwap, b.transactions, b.bars)) FILTER (WHERE b.session = 'closing') AS auction
    FROM gold_session_bars b
    LEFT SEMI JOIN days d ON d.ticker = b.ticker AND d.adjusted = b.adjusted AND d.trade_date = b.trade_date
    WHERE b.trade_date BETWEEN :changed_from AND :changed_to AND (b.timespan <> 'day' OR b.multiplier = 1)
    GROUP BY b.ticker, b.adjusted, b.trade_date, b.timespan, b.multiplier
  ),
  finished AS (
    SELECT s.*
    FROM series s
    JOIN silver_sessions c
      ON c.trade_date = s.trade_date
      AND c.calendar = CASE substr(s.ticker, 1, 2) WHEN 'X:' THEN 'crypto' WHEN 'C:' THEN 'fx' ELSE 'exchange' END
    LEFT JOIN (SELECT * FROM silver_coverage WHERE trade_date BETWEEN :changed_from AND :changed_to) a
      ON a.ticker = s.ticker AND a.timespan = s.timespan AND a.multiplier = s.multiplier AND a.adjusted = s.adjusted
      AND a.trade_date = s.trade_date
    -- Bars of which no receipt says anything count if they were read after the end of the day.
    WHERE s.main IS NOT NULL AND if(a.ticker IS NULL, s.fetched_at > c.closes_at + INTERVAL 1 DAY, a.answered >= 1D)
  ),
  made AS (
    SELECT
      ticker, adjusted, trade_date,
      main.open AS open,
      greatest(main.high, auction.open) AS high,
      least(main.low, auction.open) AS low,
      coalesce(auction.open, main.close) AS close,
      main.volume + coalesce(auction.volume, 0D) AS volume,
      coalesce(main.vwap * main.volume, 0D) + coalesce(auction.vwap * auction.volume, 0D) AS value,
      if(main.vwap IS NULL, 0D, main.volume) + if(auction.vwap IS NULL, 0D, coalesce(auction.volume, 0D)) AS weight,
      coalesce(main.transactions + auction.transactions, main.transactions, auction.transactions) AS transactions,
      main.bars + coalesce(auction.bars, 0) AS bars,
      timespan, multiplier,
      if(timespan = 'day', 'vendor_day', 'sessions') AS source,
      share_scale
    FROM finished
    QUALIFY row_number() OVER (
      PARTITION BY ticker, adjusted, trade_date
      ORDER BY timespan = 'day' DESC, multiplier * CASE timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 ELSE 3600 END) = 1
  )
  SELECT
    d.ticker, d.adjusted, d.trade_date, m.open, m.high, m.low, m.close, m.volume, m.value / nullif(m.weight, 0D) AS vwap,
    m.transactions, m.bars, m.timespan, m.multiplier, m.source, m.share_scale
  FROM days d LEFT JOIN made m USING (ticker, adjusted, trade_date)
) s
ON t.ticker = s.ticker AND t.adjusted = s.adjusted AND t.trade_date = s.trade_date
  AND t.trade_date BETWEEN :changed_from AND :changed_to
WHEN MATCHED AND s.open IS NULL THEN DELETE
WHEN MATCHED AND NOT (
  struct(t.open, t.high, t.low, t.close, t.volume, t.vwap, t.transactions, t.bars, t.timespan, t.multiplier, t.source, t.share_scale)
  <=> struct(s.open, s.high, s.low, s.close, s.volume, s.vwap, s.transactions, s.bars, s.timespan, s.multiplier, s.source, s.share_scale))
THEN UPDATE SET
  open = s.open, high = s.high, low = s.low, close = s.close, volume = s.volume, vwap = s.vwap, transactions = s.transactions,
  bars = s.bars, timespan = s.timespan, multiplier = s.multiplier, source = s.source, share_scale = s.share_scale
WHEN NOT MATCHED AND s.open IS NOT NULL THEN INSERT (
  ticker, adjusted, trade_date, open, high, low, close, volume, vwap, transactions, bars, timespan, multiplier, source, share_scale
) VALUES (
  s.ticker, s.adjusted, s.trade_date, s.open, s.high, s.low, s.close, s.volume, s.vwap, s.transactions, s.bars, s.timespan,
  s.multiplier, s.source, s.share_scale
);
