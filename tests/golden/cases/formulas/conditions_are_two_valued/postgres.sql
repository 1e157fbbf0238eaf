SELECT
  f.g AS "f.g",
  count(*) FILTER (WHERE (f.a > 0) IS NOT TRUE) AS "f.n_not_pos",
  count(*) FILTER (WHERE (f.a > 0) = FALSE) AS "f.n_false",
  count(*) FILTER (WHERE (f.a > 0) IS DISTINCT FROM TRUE) AS "f.n_not_true",
  count(*) FILTER (WHERE NOT (f.a > 0)) AS "f.n_value_not",
  count(*) FILTER (WHERE (f.a IN (0, 10)) IS NOT TRUE) AS "f.n_not_in",
  count(*) FILTER (WHERE (f.a BETWEEN 0 AND 5) IS NOT TRUE) AS "f.n_not_between"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
