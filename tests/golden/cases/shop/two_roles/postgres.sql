SELECT
  c.name AS "c.name",
  payer.name AS "payer.name",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN customers AS payer ON o.payer_id = payer.id
GROUP BY 1, 2
ORDER BY c.name COLLATE "C" NULLS LAST, payer.name COLLATE "C" NULLS LAST
