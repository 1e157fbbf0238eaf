SELECT
  x.g AS "x.g",
  count(*) AS "x.rows",
  count(x.n) AS "x.known",
  count(DISTINCT x.n) AS "x.distinct_n",
  approx_count_distinct(x.n) AS "x.about_n"
FROM facts AS x
GROUP BY 1
ORDER BY 1 NULLS LAST
