SELECT
  c.name AS "c.name",
  sum(o.amount) AS "o.revenue"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
WHERE o.status = 'paid'
GROUP BY 1
HAVING sum(o.amount) > 10
