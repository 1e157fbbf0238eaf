SELECT
  f.g AS "f.g",
  CAST(100 * sum(f.a) AS DOUBLE PRECISION) / nullif(sum(f.b), 0) AS "f.percent",
  sum(f.a) % 3 AS "f.modulo"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
