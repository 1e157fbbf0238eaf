SELECT
  o.customer_id AS "o.customer_id",
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
LEFT JOIN (orders AS o INNER JOIN customers AS c ON o.customer_id = c.id) ON o.id = l.order_id
GROUP BY 1
ORDER BY 1 NULLS LAST
