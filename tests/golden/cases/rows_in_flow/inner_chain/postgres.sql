SELECT
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
INNER JOIN orders AS o ON o.id = l.order_id
INNER JOIN customers AS c ON o.customer_id = c.id
INNER JOIN regions AS r ON c.country = r.code
