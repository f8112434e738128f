-- The dates of each series that the new receipts are of, or whose session changed; and what lies between them and what
-- was asked for before.
SELECT
  n.*,
  least(n.new_first, date_add(g.last_date, 1)) AS first_date,
  greatest(n.new_last, date_add(g.first_date, -1)) AS last_date
FROM (
  SELECT
    ticker, timespan, multiplier, adjusted,
    CASE substr(ticker, 1, 2) WHEN 'X:' THEN 'crypto' WHEN 'C:' THEN 'fx' ELSE 'exchange' END AS calendar,
    CAST(multiplier * CASE timespan WHEN 'second' THEN 1 WHEN 'minute' THEN 60 WHEN 'hour' THEN 3600 WHEN 'day' THEN 86400 END
      AS BIGINT) AS window_seconds,
    min(CAST(convert_timezone(zone, range_start) AS DATE)) AS new_first,
    max(CAST(convert_timezone(zone, range_end - INTERVAL 1 MICROSECOND) AS DATE)) AS new_last
  FROM (
    SELECT
      ticker, timespan, multiplier, adjusted, range_start, range_end,
      if(ticker RLIKE '^[XC]:', 'UTC', 'America/New_York') AS zone
    FROM lake_receipts
    UNION ALL
    SELECT
      g.ticker, g.timespan, g.multiplier, g.adjusted,
      CAST(greatest(d.first_date, g.first_date) AS TIMESTAMP), CAST(least(d.last_date, g.last_date) AS TIMESTAMP) + INTERVAL 1 DAY, 'UTC'
    FROM gold_series g
    JOIN (SELECT min(trade_date) AS first_date, max(trade_date) AS last_date FROM load_session_dates) d
      ON d.first_date <= g.last_date AND d.last_date >= g.first_date
  )
  GROUP BY ALL
) n
LEFT JOIN gold_series g
  ON g.ticker = n.ticker AND g.timespan = n.timespan AND g.multiplier = n.multiplier AND g.adjusted = n.adjusted;
