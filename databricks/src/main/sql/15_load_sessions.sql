-- When markets trade, from 1998 to the end of next year: the New York Stock Exchange by its own rules, its special
-- closings and your overrides; crypto and currencies by theirs. Computed again if the year or one of these changes.
WITH years AS (
  SELECT explode(sequence(1998, CAST(:last_year AS INT))) AS y
),
-- Gregorian Easter Sunday by Meeus, Jones and Butcher, in steps.
easter_1 AS (
  SELECT y, y % 19 AS a, y DIV 100 AS b, y % 100 AS c FROM years
),
easter_2 AS (
  SELECT y, a, c, b, (19 * a + b - b DIV 4 - (b - (b + 8) DIV 25 + 1) DIV 3 + 15) % 30 AS h FROM easter_1
),
easter_3 AS (
  SELECT y, a, h, (32 + 2 * (b % 4) + 2 * (c DIV 4) - h - c % 4) % 7 AS l FROM easter_2
),
easter AS (
  SELECT y, h + l - 7 * ((a + 11 * h + 22 * l) DIV 451) + 114 AS n FROM easter_3
),
fixed AS (
  SELECT make_date(y, 7, 4) AS d FROM years
  UNION ALL SELECT make_date(y, 12, 25) FROM years
  UNION ALL SELECT make_date(y, 6, 19) FROM years WHERE y >= 2022
),
holidays AS (
  -- A Saturday is kept on Friday, a Sunday on Monday; New Year on a Saturday is not kept.
  SELECT date_add(d, CASE dayofweek(d) WHEN 7 THEN -1 WHEN 1 THEN 1 ELSE 0 END) AS d FROM fixed
  UNION ALL
  SELECT date_add(make_date(y, 1, 1), CASE dayofweek(make_date(y, 1, 1)) WHEN 1 THEN 1 ELSE 0 END) FROM years
  -- Martin Luther King, Washington, Good Friday, Memorial Day, Labor Day, Thanksgiving.
  UNION ALL SELECT date_add(next_day(make_date(y - 1, 12, 31), 'MON'), 14) FROM years
  UNION ALL SELECT date_add(next_day(make_date(y, 1, 31), 'MON'), 14) FROM years
  UNION ALL SELECT date_add(make_date(y, CAST(n DIV 31 AS INT), CAST(n % 31 + 1 AS INT)), -2) FROM easter
  UNION ALL SELECT next_day(make_date(y, 5, 24), 'MON') FROM years
  UNION ALL SELECT next_day(make_date(y, 8, 31), 'MON') FROM years
  UNION ALL SELECT date_add(next_day(make_date(y, 10, 31), 'THU'), 21) FROM years
  -- September 11; mourning for Reagan, Ford, Bush, Carter; hurricane Sandy.
  UNION ALL
  SELECT d FROM VALUES
    (DATE'2001-09-11'), (DATE'2001-09-12'), (DATE'2001-09-13'), (DATE'2001-09-14'),
    (DATE'2004-06-11'), (DATE'2007-01-02'), (DATE'2012-10-29'), (DATE'2012-10-30'),
    (DATE'2018-12-05'), (DATE'2025-01-09') AS special(d)
),
all_dates AS (
  SELECT explode(sequence(DATE'1998-01-01', make_date(CAST(:last_year AS INT), 12, 31))) AS d
),
dates AS (
  SELECT d FROM all_dates WHERE dayofweek(d) BETWEEN 2 AND 6 AND d NOT IN (SELECT h.d FROM holidays h)
),
half_days AS (
  SELECT
    d,
    -- The day after Thanksgiving; July 3 and December 24 from Monday to Thursday; two Fridays that were given away.
    d = date_add(next_day(make_date(year(d), 10, 31), 'THU'), 22)
      OR (dayofweek(d) <= 5 AND ((month(d) = 7 AND day(d) = 3) OR (month(d) = 12 AND day(d) = 24)))
      OR d IN (DATE'2002-07-05', DATE'2003-12-26') AS half_day
  FROM dates
),
exchange AS (
  SELECT
    d,
    coalesce(o.closes_at, if(half_day, '13:00', '16:00')) AS closes,
    coalesce(o.closes_at < '16:00', half_day) AS half_day
  FROM half_days h LEFT JOIN session_overrides o ON o.trade_date = h.d
  WHERE o.trade_date IS NULL OR o.closes_at IS NOT NULL
)
SELECT
  'exchange' AS calendar,
  d AS trade_date,
  make_timestamp(year(d), month(d), day(d), 9, 30, 0, 'America/New_York') AS opens_at,
  make_timestamp(
    year(d), month(d), day(d), CAST(split_part(closes, ':', 1) AS INT), CAST(split_part(closes, ':', 2) AS INT), 0, 'America/New_York') AS closes_at,
  half_day
FROM exchange
UNION ALL
SELECT 'crypto', d, CAST(d AS TIMESTAMP), CAST(date_add(d, 1) AS TIMESTAMP), false FROM all_dates
UNION ALL
-- Currencies trade from Sunday to Friday, 17:00 New York time. The hours of Sunday belong to Monday.
SELECT
  'fx',
  d,
  if(
    dayofweek(d) = 2,
    make_timestamp(year(date_add(d, -1)), month(date_add(d, -1)), day(date_add(d, -1)), 17, 0, 0, 'America/New_York'),
    CAST(d AS TIMESTAMP)),
  if(
    dayofweek(d) = 6,
    make_timestamp(year(d), month(d), day(d), 17, 0, 0, 'America/New_York'),
    CAST(date_add(d, 1) AS TIMESTAMP)),
  false
FROM all_dates
WHERE dayofweek(d) BETWEEN 2 AND 6;
