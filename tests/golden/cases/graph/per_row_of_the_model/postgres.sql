SELECT DISTINCT
  customer.name AS "customer.name",
  coalesce(buyer_order_count.value, 0) AS "customer.orders_bought",
  coalesce(payer_order_count.value, 0) AS "customer.orders_paid"
FROM customers AS customer
LEFT JOIN (
  SELECT
    buyer.id AS key_1,
    count(*) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  GROUP BY 1
) AS buyer_order_count ON customer.id = buyer_order_count.key_1
LEFT JOIN (
  SELECT
    payer.id AS key_1,
    count(*) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  GROUP BY 1
) AS payer_order_count ON customer.id = payer_order_count.key_1
