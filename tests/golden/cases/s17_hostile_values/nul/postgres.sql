SELECT
  t.id AS "t.id",
  count(*) AS "t.row_count"
FROM texts AS t
WHERE t.value IS NULL AND NULL
GROUP BY 1
