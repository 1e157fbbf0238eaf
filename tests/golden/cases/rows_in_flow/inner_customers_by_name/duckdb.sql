SELECT
  c.name AS "c.name",
  count(*) AS "c.customer_count"
FROM customers AS c
SEMI JOIN orders AS o ON o.customer_id = c.id
GROUP BY 1
