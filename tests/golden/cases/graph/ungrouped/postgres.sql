SELECT
  "order".id AS "order.id",
  buyer.name AS "buyer.name",
  payer_region.name AS "payer.region.name",
  "order".amount AS "order.revenue"
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
LEFT JOIN customers AS payer ON "order".payer_id = payer.id
LEFT JOIN regions AS payer_region ON payer.region_id = payer_region.id
ORDER BY 1
