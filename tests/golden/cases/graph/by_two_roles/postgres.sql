SELECT
  buyer.name AS "buyer.name",
  payer.name AS "payer.name",
  sum("order".amount) AS "order.revenue"
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
LEFT JOIN customers AS payer ON "order".payer_id = payer.id
GROUP BY 1, 2
