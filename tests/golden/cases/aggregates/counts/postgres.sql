SELECT
  x.g AS "x.g",
  count(*) AS "x.rows",
  count(x.n) AS "x.known",
  count(DISTINCT x.n) AS "x.distinct_n",
  count(DISTINCT x.n) AS "x.about_n"
FROM facts AS x
GROUP BY 1
ORDER BY x.g COLLATE "C" NULLS LAST
