SELECT
  o.id AS "o.id"
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
ORDER BY 1
