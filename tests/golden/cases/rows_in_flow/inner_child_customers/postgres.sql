SELECT
  c.name AS "c.name",
  count(*) AS "c.customer_count"
FROM customers AS c
GROUP BY 1
ORDER BY c.name COLLATE "C" NULLS LAST
