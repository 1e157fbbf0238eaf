SELECT
  c.country AS "c.country",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON c.id = o.customer_id
WHERE o.amount > 2
GROUP BY 1
