SELECT
  r.region AS "r.region",
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN regions AS r ON c.country = r.code
SEMI JOIN orders AS o ON o.customer_id = c.id
GROUP BY 1
