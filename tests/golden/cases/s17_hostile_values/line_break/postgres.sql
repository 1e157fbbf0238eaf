SELECT
  t.id AS "t.id",
  count(*) AS "t.row_count"
FROM texts AS t
WHERE t.value = 'line
break'
GROUP BY 1
