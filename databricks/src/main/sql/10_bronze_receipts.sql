-- What became of every range that a run planned. Together they distinguish "no trade" from "never asked".
INSERT INTO bronze_receipts
SELECT DISTINCT r.*
FROM lake_receipts r
LEFT ANTI JOIN (SELECT * FROM bronze_receipts WHERE manifest_modified_at >= :manifests_from) b
  ON b.run_id = r.run_id AND b.manifest_modified_at = r.manifest_modified_at;
