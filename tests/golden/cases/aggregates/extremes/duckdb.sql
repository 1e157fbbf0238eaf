SELECT
  x.g AS "x.g",
  min(x.n) AS "x.min_n",
  max(x.t) AS "x.max_t",
  min(x."at") AS "x.min_at",
  min(x.t) AS "x.any_t"
FROM facts AS x
GROUP BY 1
ORDER BY 1 NULLS LAST
