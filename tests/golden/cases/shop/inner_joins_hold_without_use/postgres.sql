SELECT
  count(*) AS "o.order_count",
  sum(o.amount) AS "o.revenue"
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
INNER JOIN regions AS r ON c.country = r.country
