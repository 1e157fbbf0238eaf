SELECT
  x.g AS "x.g",
  bool_and(x.b) AS "x.all_b",
  bool_or(x.b) AS "x.some_b",
  sum(x.n) FILTER (WHERE x.b) / nullif(count(*), 0) AS "x.paid_part"
FROM facts AS x
GROUP BY 1
ORDER BY 1 NULLS LAST
