SELECT
  CASE WHEN payer.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS "payer.orders_of_c",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS payer ON o.payer_id = payer.id
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_order_count ON payer.id = c_order_count.key_1
GROUP BY 1
