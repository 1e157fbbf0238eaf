SELECT
  f.g AS "f.g",
  (sum(f.a) + sum(f.b)) * 2 - count(*) AS "f.m3"
FROM facts AS f
GROUP BY 1
HAVING (sum(f.a) + sum(f.b)) * 2 - count(*) IS DISTINCT FROM 23
  AND ((sum(f.a) + sum(f.b)) * 2 - count(*) BETWEEN 20 AND 30) IS NOT TRUE
