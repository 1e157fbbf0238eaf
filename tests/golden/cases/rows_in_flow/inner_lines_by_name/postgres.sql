SELECT
  c.name AS "c.name",
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
LEFT JOIN (orders AS o INNER JOIN customers AS c ON o.customer_id = c.id) ON o.id = l.order_id
GROUP BY 1
ORDER BY c.name COLLATE "C" NULLS LAST
