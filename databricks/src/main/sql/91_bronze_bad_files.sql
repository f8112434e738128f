-- All that cannot be read now: what was mended is out.
INSERT OVERWRITE bronze_bad_files
SELECT
  l.source_file, l.problem, l.ticker, l.timespan, l.multiplier, l.adjusted, l.period, l.splits, l.run_id, l.named_at,
  coalesce(b.found_at, current_timestamp())
FROM load_bad_files l
LEFT JOIN bronze_bad_files b ON b.source_file = l.source_file;
