SELECT
  o.id AS "o.id"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN customers AS payer ON o.payer_id = payer.id
WHERE (c.name = payer.name) IS NOT TRUE
