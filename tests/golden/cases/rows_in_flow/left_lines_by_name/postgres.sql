SELECT
  c.name AS "c.name",
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
LEFT JOIN orders AS o ON o.id = l.order_id
LEFT JOIN customers AS c ON o.customer_id = c.id
GROUP BY 1
ORDER BY c.name COLLATE "C" NULLS LAST
