SELECT
  "order".id AS id,
  CASE WHEN payer.id IS NOT NULL THEN coalesce(payer_order_count.value, 0) END AS "payer.orders_paid"
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
LEFT JOIN customers AS payer ON "order".payer_id = payer.id
LEFT JOIN (
  SELECT
    payer.id AS key_1,
    count(*) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  WHERE buyer_region.name = 'north'
  GROUP BY 1
) AS payer_order_count ON payer.id = payer_order_count.key_1
WHERE buyer_region.name = 'north'
ORDER BY 1
