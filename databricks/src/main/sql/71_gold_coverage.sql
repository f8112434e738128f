-- For every series and session: is it there, and if not, why not.
CREATE TABLE IF NOT EXISTS gold_coverage (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  trade_date DATE NOT NULL COMMENT 'Trading date of the exchange; every date for crypto and currencies',
  state STRING NOT NULL COMMENT 'complete: a bar in every window of the regular session. partial: in some of them. silent: asked, and no bar. failed: the request failed, or the vendor does not list the ticker. never asked: no run asked for it',
  bars INT NOT NULL COMMENT 'Good bars of the regular session',
  expected INT NOT NULL COMMENT 'Windows of the regular session',
  first_bar TIMESTAMP COMMENT 'Open of the first of these bars',
  last_bar TIMESTAMP COMMENT 'Open of the last of these bars'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Coverage: one row for each series and trading date since it was asked for first';

MERGE INTO gold_coverage t
USING (
  WITH planned AS (
    SELECT
      ticker, timespan, multiplier, adjusted,
      CASE WHEN ticker RLIKE '^[XC]:' THEN 'continuous' ELSE 'exchange' END AS market,
      CAST(multiplier * CASE timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 WHEN 'hour' THEN 3600 WHEN 'day' THEN 86400 END
        AS BIGINT) AS window_seconds,
      range_start, range_end, outcome
    FROM bronze_receipts
    WHERE range_end > CAST(:planned_from AS TIMESTAMP) AND range_start < CAST(date_add(:planned_to, 2) AS TIMESTAMP)
  ),
  -- The dates of this load's series, and what lies between them and what was asked for before.
  spans AS (
    SELECT
      n.ticker, n.timespan, n.multiplier, n.adjusted, n.market, n.window_seconds,
      least(n.first_date, date_add(g.last_date, 1)) AS first_date,
      greatest(n.last_date, date_add(g.first_date, -1)) AS last_date
    FROM (
      SELECT
        ticker, timespan, multiplier, adjusted,
        CASE WHEN ticker RLIKE '^[XC]:' THEN 'continuous' ELSE 'exchange' END AS market,
        CAST(multiplier * CASE timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 WHEN 'hour' THEN 3600 WHEN 'day' THEN 86400 END
          AS BIGINT) AS window_seconds,
        min(first_date) AS first_date,
        max(last_date) AS last_date
      FROM lake_spans
      GROUP BY ALL
    ) n
    LEFT JOIN gold_series g
      ON g.ticker = n.ticker AND g.timespan = n.timespan AND g.multiplier = n.multiplier AND g.adjusted = n.adjusted
    WHERE n.window_seconds IS NOT NULL AND n.window_seconds <= 86400
  ),
  sessions AS (
    SELECT 'exchange' AS market, trade_date, unix_seconds(opens_at) AS opens, unix_seconds(closes_at) AS closes
    FROM silver_sessions
    UNION ALL
    SELECT 'continuous', d, unix_date(d) * 86400L, unix_date(d) * 86400L + 86400
    FROM (SELECT explode(sequence(DATE'1998-01-01', make_date(year(current_date()) + 1, 12, 31))) AS d)
  ),
  due AS (
    SELECT
      p.ticker, p.timespan, p.multiplier, p.adjusted, p.window_seconds, s.trade_date, s.opens, s.closes,
      -- A session may begin and end within a window, as that of an hour.
      CAST(if(p.timespan = 'day', 1, ceil(s.closes / p.window_seconds) - floor(s.opens / p.window_seconds)) AS INT) AS expected
    FROM spans p
    JOIN sessions s ON s.market = p.market AND s.trade_date BETWEEN p.first_date AND p.last_date
  ),
  asked AS (
    SELECT
      d.ticker, d.timespan, d.multiplier, d.adjusted, d.trade_date,
      max(r.outcome NOT IN ('failed', 'unknown') AND unix_seconds(r.range_start) <= d.opens AND unix_seconds(r.range_end) >= d.closes) AS answered
    FROM due d
    JOIN planned r
      ON r.ticker = d.ticker AND r.timespan = d.timespan AND r.multiplier = d.multiplier AND r.adjusted = d.adjusted
      AND unix_seconds(r.range_start) < d.closes AND unix_seconds(r.range_end) > d.opens
    GROUP BY ALL
  ),
  present AS (
    SELECT
      d.ticker, d.timespan, d.multiplier, d.adjusted, d.trade_date,
      CAST(count(*) AS INT) AS bars, min(b.window_start) AS first_bar, max(b.window_start) AS last_bar
    FROM due d
    JOIN silver_bars b
      ON b.ticker = d.ticker AND b.timespan = d.timespan AND b.multiplier = d.multiplier AND b.adjusted = d.adjusted
      AND b.trade_date = d.trade_date
      AND (d.timespan = 'day'
        OR (unix_seconds(b.window_start) > d.opens - d.window_seconds AND unix_seconds(b.window_start) < d.closes))
    WHERE b.trade_date BETWEEN :planned_from AND :planned_to
    GROUP BY ALL
  )
  SELECT
    d.ticker, d.timespan, d.multiplier, d.adjusted, d.trade_date,
    CASE
      WHEN p.bars >= d.expected THEN 'complete'
      WHEN p.bars > 0 THEN 'partial'
      WHEN a.answered THEN 'silent'
      WHEN a.ticker IS NOT NULL THEN 'failed'
      ELSE 'never asked'
    END AS state,
    coalesce(p.bars, 0) AS bars, d.expected, p.first_bar, p.last_bar
  FROM due d
  LEFT JOIN asked a USING (ticker, timespan, multiplier, adjusted, trade_date)
  LEFT JOIN present p USING (ticker, timespan, multiplier, adjusted, trade_date)
) s
ON t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
  AND t.trade_date = s.trade_date AND t.trade_date BETWEEN :planned_from AND :planned_to
WHEN MATCHED THEN UPDATE SET *
WHEN NOT MATCHED THEN INSERT *;

MERGE INTO gold_series t
USING (
  SELECT ticker, timespan, multiplier, adjusted, min(first_date) AS first_date, max(last_date) AS last_date
  FROM lake_spans GROUP BY ALL
) s
ON t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
WHEN MATCHED THEN UPDATE SET first_date = least(t.first_date, s.first_date), last_date = greatest(t.last_date, s.last_date)
WHEN NOT MATCHED THEN INSERT *;
