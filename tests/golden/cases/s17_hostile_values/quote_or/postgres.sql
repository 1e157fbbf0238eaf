SELECT
  t.id AS "t.id",
  count(*) AS "t.row_count"
FROM texts AS t
WHERE t.value = 'foo'' OR ''1''=''1'
GROUP BY 1
