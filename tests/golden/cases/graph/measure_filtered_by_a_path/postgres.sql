SELECT
  payer.name AS "payer.name",
  sum("order".amount) FILTER (WHERE buyer_region.name = 'north') AS "order.north_revenue"
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
LEFT JOIN customers AS payer ON "order".payer_id = payer.id
GROUP BY 1
