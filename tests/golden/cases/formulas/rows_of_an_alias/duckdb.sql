SELECT
  f.g AS "f.g",
  count(*) AS rows_of_alias,
  sum(f.a * f.b) / nullif(count(*), 0) AS of_the_flow
FROM facts AS f
GROUP BY 1
ORDER BY 1 NULLS LAST
