-- Files of verdicts that are not those that were loaded: new dates, and dates that were verified anew.
SELECT v.source_file, v.modified_at
FROM lake_verdict_files v
LEFT ANTI JOIN bronze_verdict_files f ON f.source_file = v.source_file AND f.modified_at = v.modified_at
ORDER BY v.source_file;
