SELECT
  x.g AS "x.g",
  bool_and(x.b) AS "x.all_b",
  bool_or(x.b) AS "x.some_b",
  CAST(sum(x.n) FILTER (WHERE x.b) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "x.paid_part"
FROM facts AS x
GROUP BY 1
ORDER BY x.g COLLATE "C" NULLS LAST
