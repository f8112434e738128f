-- First the files to read again, then the calendar: killed between the two, the next load finds the difference again.
MERGE INTO bronze_files t
USING (
  SELECT DISTINCT f.source_file
  FROM bronze_files f
  JOIN load_session_dates s
    ON f.timespan IN ('second', 'minute', 'hour', 'day')
    AND s.trade_date BETWEEN CAST(substr(concat(f.period, '-01-01'), 1, 10) AS DATE)
    AND CASE length(f.period)
      WHEN 4 THEN make_date(CAST(f.period AS INT), 12, 31)
      WHEN 7 THEN last_day(CAST(concat(f.period, '-01') AS DATE))
      ELSE CAST(f.period AS DATE) END
) s
ON t.source_file = s.source_file
WHEN MATCHED THEN UPDATE SET reload = true;

MERGE INTO silver_coverage t
USING (
  SELECT trade_date FROM load_session_dates
  EXCEPT SELECT trade_date FROM load_sessions WHERE calendar = 'exchange'
) s
ON t.trade_date = s.trade_date AND NOT t.ticker RLIKE '^[XC]:'
WHEN MATCHED THEN DELETE;

INSERT OVERWRITE silver_sessions SELECT * FROM load_sessions;
