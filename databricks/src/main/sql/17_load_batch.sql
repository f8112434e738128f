-- The files of this batch, with the dates they hold and the scale they are on.
SELECT
  * EXCEPT (known),
  CAST(substr(concat(period, '-01-01'), 1, 10) AS DATE) AS first_date,
  CASE length(period)
    WHEN 4 THEN make_date(CAST(period AS INT), 12, 31)
    WHEN 7 THEN last_day(CAST(concat(period, '-01') AS DATE))
    ELSE CAST(period AS DATE) END AS last_date,
  CASE
    WHEN NOT adjusted THEN NULL
    WHEN splits = 'none' THEN 1D
    ELSE aggregate(
      transform(split(splits, ', '), s -> split_part(s, ' ', 2)),
      1D,
      (product, s) -> product * CAST(split_part(s, ':', 2) AS DOUBLE) / CAST(split_part(s, ':', 1) AS DOUBLE)) END AS share_scale
FROM load_batch;
