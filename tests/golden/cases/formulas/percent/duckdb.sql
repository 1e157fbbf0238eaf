SELECT
  f.g AS "f.g",
  100 * sum(f.a) / nullif(sum(f.b), 0) AS "f.percent",
  sum(f.a) % 3 AS "f.modulo"
FROM facts AS f
GROUP BY 1
ORDER BY 1 NULLS LAST
