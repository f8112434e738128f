MERGE INTO bronze_meta t
USING (SELECT :name AS name, :value AS value) s
ON t.name = s.name
WHEN MATCHED THEN UPDATE SET value = s.value
WHEN NOT MATCHED THEN INSERT (name, value) VALUES (s.name, s.value);
