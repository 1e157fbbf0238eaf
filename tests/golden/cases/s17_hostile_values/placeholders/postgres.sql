SELECT
  t.id AS "t.id",
  count(*) AS "t.row_count"
FROM texts AS t
WHERE t.value = '$1 ? :x {0}'
GROUP BY 1
