SELECT DISTINCT
  CASE WHEN payer.id IS NOT NULL THEN coalesce(payer_order_count.value, 0) END AS paid
FROM orders AS "order"
LEFT JOIN customers AS payer ON "order".payer_id = payer.id
LEFT JOIN (
  SELECT
    payer.id AS key_1,
    count(*) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  GROUP BY 1
) AS payer_order_count ON payer.id = payer_order_count.key_1
