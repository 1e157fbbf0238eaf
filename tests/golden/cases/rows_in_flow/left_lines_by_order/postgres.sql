SELECT
  o.id AS "o.id",
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
LEFT JOIN orders AS o ON o.id = l.order_id
GROUP BY 1
ORDER BY 1 NULLS LAST
