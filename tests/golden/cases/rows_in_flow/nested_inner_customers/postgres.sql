SELECT
  c.name AS "c.name",
  count(*) AS "c.customer_count"
FROM customers AS c
INNER JOIN regions AS r ON c.country = r.code
GROUP BY 1
ORDER BY c.name COLLATE "C" NULLS LAST
