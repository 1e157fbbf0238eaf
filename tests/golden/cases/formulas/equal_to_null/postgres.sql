SELECT
  f.g AS "f.g",
  count(*) FILTER (WHERE f.a IS NULL) AS "f.n_equal_null",
  count(*) FILTER (WHERE f.a IS NOT NULL) AS "f.n_not_equal_null"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
