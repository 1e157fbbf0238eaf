SELECT
  buyer.name AS "buyer.name",
  CAST(sum("order".amount) AS DOUBLE PRECISION) / nullif(sum("order".amount), 0) AS s
FROM orders AS "order"
LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
GROUP BY 1
