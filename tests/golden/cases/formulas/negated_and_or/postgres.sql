SELECT
  f.g AS "f.g",
  count(*) FILTER (WHERE (f.flag AND f.a > 0) IS NOT TRUE) AS "f.n_not_and",
  count(*) FILTER (WHERE (f.flag OR f.a > 0) IS NOT TRUE) AS "f.n_not_or"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
