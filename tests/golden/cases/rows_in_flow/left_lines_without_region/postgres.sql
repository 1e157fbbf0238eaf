SELECT
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
LEFT JOIN orders AS o ON o.id = l.order_id
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN regions AS r ON c.country = r.code
WHERE r.region IS NULL
