SELECT
  f.g AS "f.g",
  CAST(sum(f.a) FILTER (WHERE f.flag) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "f.flagged_part",
  count(*) FILTER (WHERE f.b = 0) AS "f.zero_b",
  count(f.a) AS "f.known_a",
  count(DISTINCT f.b) AS "f.kinds_b",
  count(DISTINCT f.b) AS "f.kinds_b_sql",
  sum(f.a * f.b) AS "f.product",
  max(f.a) - min(f.a) AS "f.minmax"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
