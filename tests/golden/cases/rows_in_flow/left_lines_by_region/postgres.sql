SELECT
  r.region AS "r.region",
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
LEFT JOIN orders AS o ON o.id = l.order_id
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN regions AS r ON c.country = r.code
GROUP BY 1
ORDER BY r.region COLLATE "C" NULLS LAST
