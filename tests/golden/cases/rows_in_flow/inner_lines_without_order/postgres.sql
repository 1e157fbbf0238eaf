SELECT
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
LEFT JOIN (orders AS o INNER JOIN customers AS c ON o.customer_id = c.id) ON o.id = l.order_id
WHERE o.id IS NULL
