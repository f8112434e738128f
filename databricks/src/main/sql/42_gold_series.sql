MERGE INTO gold_series t
USING (
  SELECT p.ticker, p.timespan, p.multiplier, p.adjusted, min(p.new_first) AS first_date, max(p.new_last) AS last_date, min(b.trade_date) AS first_bar_date
  FROM load_spans p
  LEFT JOIN (
    SELECT ticker, timespan, multiplier, adjusted, min(trade_date) AS trade_date FROM load_coverage WHERE bars > 0 GROUP BY ALL
  ) b
  ON b.ticker = p.ticker AND b.timespan = p.timespan AND b.multiplier = p.multiplier AND b.adjusted = p.adjusted
  GROUP BY ALL
) s
ON t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
WHEN MATCHED AND (s.first_date < t.first_date OR s.last_date > t.last_date OR s.first_bar_date < coalesce(t.first_bar_date, DATE'9999-12-31'))
  THEN UPDATE SET
    first_date = least(t.first_date, s.first_date), last_date = greatest(t.last_date, s.last_date),
    first_bar_date = least(t.first_bar_date, s.first_bar_date)
WHEN NOT MATCHED THEN INSERT (ticker, timespan, multiplier, adjusted, first_date, last_date, first_bar_date)
  VALUES (s.ticker, s.timespan, s.multiplier, s.adjusted, s.first_date, s.last_date, s.first_bar_date);
