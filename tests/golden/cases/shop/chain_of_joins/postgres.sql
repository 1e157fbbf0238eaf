SELECT
  r.region AS "r.region",
  sum(o.amount) AS "o.revenue"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN regions AS r ON c.country = r.country
GROUP BY 1
ORDER BY 2 DESC NULLS LAST, r.region COLLATE "C" NULLS LAST
