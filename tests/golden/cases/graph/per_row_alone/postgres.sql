SELECT DISTINCT
  coalesce(payer_order_count.value, 0) AS paid
FROM customers AS customer
LEFT JOIN (
  SELECT
    payer.id AS key_1,
    count(*) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  GROUP BY 1
) AS payer_order_count ON customer.id = payer_order_count.key_1
