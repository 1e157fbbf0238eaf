SELECT
  o.id AS "o.id",
  c.name AS "c.name",
  o.amount AS "o.revenue",
  1 AS "o.order_count",
  CASE WHEN o.status = 'paid' THEN 1 ELSE 0 END AS "o.paid_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
WHERE o.status = 'paid'
ORDER BY 1
