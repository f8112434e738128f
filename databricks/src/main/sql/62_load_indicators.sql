-- Work list: whose indicators are computed again, from which date on, and from which date on prices are needed for it.
CREATE TABLE IF NOT EXISTS load_indicators (
  ticker STRING NOT NULL COMMENT 'As the API spells it',
  from_date DATE NOT NULL COMMENT 'First trade date to compute',
  prices_from DATE NOT NULL COMMENT 'First trade date whose price is needed',
  day INT NOT NULL COMMENT 'Bars before from_date; 0 to start anew',
  first_date DATE COMMENT 'Date of the first bar, where it is known',
  close DOUBLE COMMENT 'State: values of the bar before from_date',
  ema_12 DOUBLE COMMENT 'State',
  ema_26 DOUBLE COMMENT 'State',
  macd_signal DOUBLE COMMENT 'State',
  average_gain DOUBLE COMMENT 'State',
  average_loss DOUBLE COMMENT 'State',
  atr_14 DOUBLE COMMENT 'State'
) USING DELTA
COMMENT 'Internal: indicators that the current load computes';

INSERT OVERWRITE load_indicators
WITH splits AS (
  SELECT
    ticker,
    concat_ws(', ', array_sort(collect_list(concat_ws(' ', execution_date, concat_ws(':', split_from, split_to))))) AS splits
  FROM silver_splits
  WHERE ticker IS NOT NULL AND execution_date <= :today
  GROUP BY ticker
),
starts AS (
  SELECT ticker, min(from_date) AS from_date
  FROM (
    SELECT ticker, trade_date AS from_date FROM load_changes
    UNION ALL
    SELECT coalesce(s.ticker, k.ticker), DATE'1000-01-01'
    FROM splits s FULL OUTER JOIN load_splits k ON s.ticker = k.ticker
    WHERE NOT (s.splits <=> k.splits)
  )
  GROUP BY ticker
),
-- More than 200 bars of an instrument that trades every day.
recent AS (
  SELECT i.*, s.from_date, row_number() OVER (PARTITION BY i.ticker ORDER BY i.trade_date DESC) AS bars_back
  FROM gold_indicators i JOIN starts s ON s.ticker = i.ticker AND i.trade_date < s.from_date
  WHERE i.trade_date BETWEEN date_add(:first_date, -400) AND :last_date
),
states AS (
  SELECT * FROM recent WHERE bars_back = 1
),
-- The longest mean takes 200 closes: the one of from_date and 199 before.
histories AS (
  SELECT ticker, trade_date AS prices_from FROM recent WHERE bars_back = 200
)
SELECT
  s.ticker,
  if(h.ticker IS NULL, DATE'1000-01-01', s.from_date),
  coalesce(h.prices_from, k.first_date, DATE'1000-01-01'),
  if(h.ticker IS NULL, 0, k.day),
  if(h.ticker IS NULL, NULL, k.first_date),
  if(h.ticker IS NULL, NULL, k.close),
  if(h.ticker IS NULL, NULL, k.ema_12),
  if(h.ticker IS NULL, NULL, k.ema_26),
  if(h.ticker IS NULL, NULL, k.macd_signal),
  if(h.ticker IS NULL, NULL, k.average_gain),
  if(h.ticker IS NULL, NULL, k.average_loss),
  if(h.ticker IS NULL, NULL, k.atr_14)
FROM starts s
LEFT JOIN states k ON k.ticker = s.ticker
LEFT JOIN histories h ON h.ticker = s.ticker;
