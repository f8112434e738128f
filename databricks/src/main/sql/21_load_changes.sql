-- First what will change, then the change: killed between the two, the next load finds both again.
INSERT INTO load_changes
SELECT
  :load_id,
  ticker,
  adjusted,
  if(ticker LIKE 'C:%' AND dayofweek(date) = 1, date_add(date, 1), date) AS trade_date,
  count_if(date = trade_date) AS bars,
  count_if(problem IS NOT NULL AND date = trade_date) AS bad,
  count_if(known IS NOT NULL) AS known,
  current_timestamp()
FROM (
  SELECT *, explode(array_distinct(array(trade_date, coalesce(old_date, trade_date)))) AS date
  FROM load_bars WHERE load_id = :load_id
)
GROUP BY ALL;
