SELECT
  f.g AS "f.g",
  CASE WHEN abs(CAST((sum(f.a) + sum(f.b)) * 2 - count(*) AS DOUBLE PRECISION) / nullif(count(*), 0) * FLOAT8 '100' - trunc(CAST((sum(f.a) + sum(f.b)) * 2 - count(*) AS DOUBLE PRECISION) / nullif(count(*), 0) * FLOAT8 '100')) = 0.5 THEN trunc(CAST((sum(f.a) + sum(f.b)) * 2 - count(*) AS DOUBLE PRECISION) / nullif(count(*), 0) * FLOAT8 '100') + sign(CAST((sum(f.a) + sum(f.b)) * 2 - count(*) AS DOUBLE PRECISION) / nullif(count(*), 0) * FLOAT8 '100') ELSE round(CAST((sum(f.a) + sum(f.b)) * 2 - count(*) AS DOUBLE PRECISION) / nullif(count(*), 0) * FLOAT8 '100') END / FLOAT8 '100' AS "f.m5",
  CAST((sum(f.a) + sum(f.b)) * 2 - count(*) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "f.m4",
  (sum(f.a) + sum(f.b)) * 2 - count(*) AS "f.m3",
  (sum(f.a) + sum(f.b)) * 2 AS "f.m2",
  sum(f.a) + sum(f.b) AS "f.m1"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
