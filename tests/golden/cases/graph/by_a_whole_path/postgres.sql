SELECT
  buyer_region.name AS "order.buyer.region.name",
  sum("order".amount) AS revenue
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
GROUP BY 1
