SELECT
  f.g AS "f.g",
  count(*) AS "f.n_or_null",
  count(*) FILTER (WHERE f.a = 6) AS "f.n_of_six"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
