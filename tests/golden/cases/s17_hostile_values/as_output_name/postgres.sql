SELECT
  t.id AS "x""; drop table texts; --"
FROM texts AS t
ORDER BY 1 DESC
LIMIT 1
