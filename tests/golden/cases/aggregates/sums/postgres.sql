SELECT
  x.g AS "x.g",
  sum(x.n) AS "x.sum_n",
  sum(x.d) AS "x.sum_d",
  sum(x.f) AS "x.sum_f",
  sum(CAST(x.b AS INTEGER)) AS "x.sum_b"
FROM facts AS x
GROUP BY 1
ORDER BY x.g COLLATE "C" NULLS LAST
