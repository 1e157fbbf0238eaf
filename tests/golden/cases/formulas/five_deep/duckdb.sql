SELECT
  f.g AS "f.g",
  round(((sum(f.a) + sum(f.b)) * 2 - count(*)) / nullif(count(*), 0), 2) AS "f.m5",
  ((sum(f.a) + sum(f.b)) * 2 - count(*)) / nullif(count(*), 0) AS "f.m4",
  (sum(f.a) + sum(f.b)) * 2 - count(*) AS "f.m3",
  (sum(f.a) + sum(f.b)) * 2 AS "f.m2",
  sum(f.a) + sum(f.b) AS "f.m1"
FROM facts AS f
GROUP BY 1
ORDER BY 1 NULLS LAST
