-- What was asked and what came, for the series and dates of the new receipts and what lies between them and what was
-- asked for before; only rows that differ from silver_coverage.
WITH receipts AS (
  SELECT ticker, timespan, multiplier, adjusted, outcome, unix_seconds(range_start) AS range_start, unix_seconds(range_end) AS range_end
  FROM bronze_receipts
  WHERE range_end > CAST(date_add(:planned_from, -1) AS TIMESTAMP) AND range_start < CAST(date_add(:planned_to, 2) AS TIMESTAMP)
),
due AS (
  SELECT
    p.ticker, p.timespan, p.multiplier, p.adjusted, s.trade_date, s.opens, s.closes,
    -- A day's bar is final when after hours end, another when the window is over that holds the closing auction.
    CASE
      WHEN p.calendar <> 'exchange' THEN s.closes
      WHEN p.timespan = 'day' THEN s.opens + 630 * 60
      ELSE s.closes + p.window_seconds END AS ends,
    -- A session may begin and end within a window, as that of an hour.
    CAST(if(p.timespan = 'day', 1, ceil(s.closes / p.window_seconds) - floor(s.opens / p.window_seconds)) AS INT) AS expected
  FROM load_spans p
  JOIN (
    SELECT calendar, trade_date, unix_seconds(opens_at) AS opens, unix_seconds(closes_at) AS closes
    FROM silver_sessions
    WHERE trade_date BETWEEN :planned_from AND :planned_to
  ) s ON s.calendar = p.calendar AND s.trade_date BETWEEN p.first_date AND p.last_date
  WHERE p.window_seconds <= 86400
),
asked AS (
  SELECT
    d.ticker, d.timespan, d.multiplier, d.adjusted, d.trade_date, d.opens, d.ends,
    array_sort(collect_list(if(
      r.outcome IN ('written', 'skipped'), struct(greatest(r.range_start, d.opens) AS start, least(r.range_end, d.ends) AS end), NULL))) AS parts,
    bool_or(r.outcome = 'failed') AS failed,
    bool_or(r.outcome = 'unknown') AS unlisted
  FROM due d
  JOIN receipts r
    ON r.ticker = d.ticker AND r.timespan = d.timespan AND r.multiplier = d.multiplier AND r.adjusted = d.adjusted
    AND r.range_start < d.ends AND r.range_end > d.opens
  GROUP BY ALL
),
answered AS (
  -- Several receipts add up; what two of them cover counts once.
  SELECT
    * EXCEPT (parts, opens, ends),
    aggregate(
      parts,
      named_struct('reach', opens, 'seconds', 0L),
      (sum, part) -> named_struct(
        'reach', greatest(sum.reach, part.end), 'seconds', sum.seconds + greatest(0L, part.end - greatest(sum.reach, part.start))),
      sum -> sum.seconds / (ends - opens)) AS answered
  FROM asked
),
present AS (
  SELECT b.ticker, b.timespan, b.multiplier, b.adjusted, b.trade_date, b.bars, b.first_bar, b.last_bar
  FROM gold_session_bars b
  WHERE b.session IN ('regular', 'continuous', 'day') AND b.trade_date BETWEEN :planned_from AND :planned_to
  UNION ALL
  -- Windows such as an hour have no session.
  SELECT b.ticker, b.timespan, b.multiplier, b.adjusted, b.trade_date, CAST(count(*) AS INT), min(b.window_start), max(b.window_start)
  FROM silver_bars b
  JOIN due d
    ON b.ticker = d.ticker AND b.timespan = d.timespan AND b.multiplier = d.multiplier AND b.adjusted = d.adjusted
    AND b.trade_date = d.trade_date AND unix_seconds(b.window_start) < d.closes
    AND unix_seconds(b.window_start) > d.opens - b.multiplier * CASE b.timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 ELSE 3600 END
  WHERE b.session IS NULL AND b.timespan IN ('second', 'minute', 'hour') AND b.trade_date BETWEEN :planned_from AND :planned_to
  GROUP BY ALL
),
made AS (
  SELECT
    d.ticker, d.timespan, d.multiplier, d.adjusted, d.trade_date,
    coalesce(p.bars, 0) AS bars,
    d.expected,
    coalesce(a.answered, 0D) AS answered,
    coalesce(a.failed, false) AS failed,
    coalesce(a.unlisted, false) AS unlisted,
    p.first_bar,
    p.last_bar
  FROM due d
  LEFT JOIN answered a USING (ticker, timespan, multiplier, adjusted, trade_date)
  LEFT JOIN present p USING (ticker, timespan, multiplier, adjusted, trade_date)
)
SELECT m.*, coalesce(c.answered >= 1D, false) AS was_answered
FROM made m
LEFT JOIN (SELECT * FROM silver_coverage WHERE trade_date BETWEEN :planned_from AND :planned_to) c
  ON c.ticker = m.ticker AND c.timespan = m.timespan AND c.multiplier = m.multiplier AND c.adjusted = m.adjusted
  AND c.trade_date = m.trade_date
WHERE NOT (
  struct(m.bars, m.expected, m.answered, m.failed, m.unlisted, m.first_bar, m.last_bar)
  <=> struct(c.bars, c.expected, c.answered, c.failed, c.unlisted, c.first_bar, c.last_bar));
