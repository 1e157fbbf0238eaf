SELECT DISTINCT
  c.name AS "c.name"
FROM customers AS c
ORDER BY 1 NULLS LAST
