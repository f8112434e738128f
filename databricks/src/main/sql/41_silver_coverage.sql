-- A date that is answered now may become a daily bar, though no bar of it changed.
INSERT INTO load_changes
SELECT DISTINCT :load_id, ticker, adjusted, trade_date, 0L, 0L, 0L, current_timestamp()
FROM load_coverage
WHERE bars > 0 AND (answered >= 1D) <> was_answered;

MERGE INTO silver_coverage t
USING load_coverage s
ON t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
  AND t.trade_date = s.trade_date AND t.trade_date BETWEEN :planned_from AND :planned_to
WHEN MATCHED THEN UPDATE SET
  bars = s.bars, expected = s.expected, answered = s.answered, failed = s.failed, unlisted = s.unlisted,
  first_bar = s.first_bar, last_bar = s.last_bar
WHEN NOT MATCHED THEN INSERT (
  ticker, timespan, multiplier, adjusted, trade_date, bars, expected, answered, failed, unlisted, first_bar, last_bar
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.trade_date, s.bars, s.expected, s.answered, s.failed, s.unlisted,
  s.first_bar, s.last_bar
);
