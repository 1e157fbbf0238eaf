SELECT DISTINCT
  c.name AS "c.name"
FROM customers AS c
SEMI JOIN orders AS o ON o.customer_id = c.id
