SELECT
  sum(o.amount) AS "o.amount"
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
INNER JOIN regions AS r ON c.country = r.code
SEMI JOIN lines AS l ON o.id = l.order_id
