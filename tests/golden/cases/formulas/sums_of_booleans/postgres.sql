SELECT
  f.g AS "f.g",
  sum(CAST(f.flag AS INTEGER)) AS "f.sum_flag",
  sum(CAST(f.a > 3 AS INTEGER)) AS "f.sum_condition",
  CAST(sum(CAST(f.flag AS INTEGER)) AS DOUBLE PRECISION) / nullif(count(f.flag), 0) AS "f.flag_rate"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
