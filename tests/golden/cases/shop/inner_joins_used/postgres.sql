SELECT
  r.region AS "r.region",
  count(*) AS "o.order_count"
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
INNER JOIN regions AS r ON c.country = r.country
GROUP BY 1
