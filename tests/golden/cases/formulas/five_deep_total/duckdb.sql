SELECT
  round(((sum(f.a) + sum(f.b)) * 2 - count(*)) / nullif(count(*), 0), 2) AS "f.m5",
  sum(f.a) + sum(f.b) AS "f.m1"
FROM facts AS f
