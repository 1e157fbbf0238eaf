SELECT DISTINCT
  buyer.name AS "order.buyer.name"
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
