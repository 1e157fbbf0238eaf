SELECT
  f.g AS "f.g",
  count(*) AS rows_of_alias,
  CAST(sum(f.a * f.b) AS DOUBLE PRECISION) / nullif(count(*), 0) AS of_the_flow
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
