SELECT
  c.name AS "c.name",
  CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS "c.orders_made",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  WHERE o.status = 'paid'
  GROUP BY 1
) AS c_order_count ON c.id = c_order_count.key_1
WHERE o.amount >= 20
  AND o.status = 'paid'
GROUP BY 1, 2
