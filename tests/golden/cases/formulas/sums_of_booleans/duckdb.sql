SELECT
  f.g AS "f.g",
  sum(f.flag) AS "f.sum_flag",
  sum(f.a > 3) AS "f.sum_condition",
  sum(f.flag) / nullif(count(f.flag), 0) AS "f.flag_rate"
FROM facts AS f
GROUP BY 1
ORDER BY 1 NULLS LAST
