-- Files that new manifests name and silver lacks, that could not be read before, or that are to be read again.
SELECT
  c.source_file, c.ticker, c.timespan, c.multiplier, c.adjusted, c.period,
  max_by(c.splits, c.named_at) AS splits, max_by(c.run_id, c.named_at) AS run_id, max(c.named_at) AS named_at,
  bool_or(f.source_file IS NOT NULL) AS known
FROM (
  SELECT r.path AS source_file, r.ticker, r.timespan, r.multiplier, r.adjusted, r.period, r.splits, r.run_id, r.manifest_modified_at AS named_at
  FROM bronze_receipts r
  LEFT SEMI JOIN lake_runs n ON n.run_id = r.run_id
  WHERE r.path IS NOT NULL AND r.manifest_modified_at >= :manifests_from
  UNION ALL
  SELECT source_file, ticker, timespan, multiplier, adjusted, period, splits, run_id, named_at
  FROM bronze_bad_files WHERE period IS NOT NULL
  UNION ALL
  SELECT source_file, ticker, timespan, multiplier, adjusted, period, splits, run_id, named_at FROM bronze_files WHERE reload
) c
LEFT JOIN bronze_files f ON f.source_file = c.source_file
LEFT ANTI JOIN load_bad_files b ON b.source_file = c.source_file
WHERE f.source_file IS NULL OR f.named_at < c.named_at OR f.reload
GROUP BY c.source_file, c.ticker, c.timespan, c.multiplier, c.adjusted, c.period
ORDER BY c.source_file
LIMIT :files;
