-- The verdicts of these files take the place of those of the same series and dates. Twice is as good as once.
MERGE INTO silver_verdicts t
USING (
  SELECT
    *,
    regexp_extract(source_file, 'timespan=[0-9]+([a-z]+)/', 1) AS timespan,
    CAST(regexp_extract(source_file, 'timespan=([0-9]+)', 1) AS INT) AS multiplier,
    date AS trade_date,
    run AS run_id
  FROM lake_verdicts
) s
ON t.ticker = s.ticker AND t.timespan = s.timespan AND t.multiplier = s.multiplier AND t.adjusted = s.adjusted
  AND t.trade_date = s.trade_date AND t.trade_date BETWEEN :verdicts_from AND :verdicts_to
WHEN MATCHED THEN UPDATE SET
  verdict = s.verdict, test = s.test, expected = s.expected, found = s.found, finding = s.finding,
  finding_from = s.finding_from, finding_to = s.finding_to, together = s.together, witnesses = s.witnesses,
  first_asked_at = s.first_asked_at, asked_at = s.asked_at, verified_at = s.verified_at, run_id = s.run_id
WHEN NOT MATCHED THEN INSERT (
  ticker, timespan, multiplier, adjusted, trade_date, verdict, test, expected, found, finding, finding_from,
  finding_to, together, witnesses, first_asked_at, asked_at, verified_at, run_id
) VALUES (
  s.ticker, s.timespan, s.multiplier, s.adjusted, s.trade_date, s.verdict, s.test, s.expected, s.found, s.finding,
  s.finding_from, s.finding_to, s.together, s.witnesses, s.first_asked_at, s.asked_at, s.verified_at, s.run_id
);

MERGE INTO bronze_verdict_files t
USING load_verdict_files s
ON t.source_file = s.source_file
WHEN MATCHED THEN UPDATE SET modified_at = s.modified_at, loaded_at = current_timestamp()
WHEN NOT MATCHED THEN INSERT (source_file, modified_at, loaded_at) VALUES (s.source_file, s.modified_at, current_timestamp());
