SELECT
  sum(o.amount) AS "o.amount"
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
