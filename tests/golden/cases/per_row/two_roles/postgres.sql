SELECT
  CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS orders_made,
  CASE WHEN payer.id IS NOT NULL THEN coalesce(payer_order_count.value, 0) END AS orders_paid,
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN customers AS payer ON o.payer_id = payer.id
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_order_count ON c.id = c_order_count.key_1
LEFT JOIN (
  SELECT
    payer.id AS key_1,
    count(*) AS value
  FROM orders AS o
  LEFT JOIN customers AS payer ON o.payer_id = payer.id
  GROUP BY 1
) AS payer_order_count ON payer.id = payer_order_count.key_1
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, 2 NULLS LAST
