SELECT
  c.name = payer.name AS pays_self,
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN customers AS payer ON o.payer_id = payer.id
GROUP BY 1
