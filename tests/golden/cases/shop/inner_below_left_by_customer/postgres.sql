SELECT
  c.name AS "c.name",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN (customers AS c INNER JOIN regions AS r ON c.country = r.country) ON o.customer_id = c.id
GROUP BY 1
