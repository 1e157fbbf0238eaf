SELECT
  count(*) AS "f.n",
  CASE WHEN count(*) > 0 THEN count(*) END AS "f.n_or_null",
  sum(f.a) AS "f.sum_a",
  coalesce(sum(f.d) FILTER (WHERE f.flag AND f.a > 5), 0) AS "f.big_or_zero",
  count(*) FILTER (WHERE f.a = 6) AS "f.n_of_six"
FROM facts AS f
WHERE f.id = -1
