SELECT
  buyer.name AS "buyer.name"
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
ORDER BY 1 NULLS LAST, "order".id
