SELECT
  r.region AS "r.region",
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN regions AS r ON c.country = r.code
GROUP BY 1
ORDER BY r.region COLLATE "C" NULLS LAST
