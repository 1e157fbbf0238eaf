SELECT
  x.g AS "x.g",
  min(x.n) AS "x.min_n",
  max(x.t COLLATE "C") AS "x.max_t",
  min(x.at) AS "x.min_at",
  min(x.t COLLATE "C") AS "x.any_t"
FROM facts AS x
GROUP BY 1
ORDER BY x.g COLLATE "C" NULLS LAST
