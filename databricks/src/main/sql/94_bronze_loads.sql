INSERT INTO bronze_loads
SELECT
  :load_id, CAST(:started_at AS TIMESTAMP), CAST(:seconds AS DOUBLE), CAST(:runs AS INT), CAST(:read_files AS BIGINT), CAST(:changes AS BIGINT), CAST(:quarantined AS BIGINT),
  CAST(:bad_files AS BIGINT), CAST(:warning AS STRING), CAST(:verdict_files AS BIGINT);
