SELECT
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
WHERE o.status = 'paid' OR c.country IS DISTINCT FROM 'NL'
