SELECT
  c.name AS "c.name",
  sum(o.amount) AS "o.amount"
FROM orders AS o
LEFT JOIN (customers AS c INNER JOIN regions AS r ON c.country = r.code) ON o.customer_id = c.id
GROUP BY 1
ORDER BY c.name COLLATE "C" NULLS LAST
