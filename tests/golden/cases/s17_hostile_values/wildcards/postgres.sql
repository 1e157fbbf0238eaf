SELECT
  t.id AS "t.id",
  count(*) AS "t.row_count"
FROM texts AS t
WHERE t.value = '100%_sure'
GROUP BY 1
