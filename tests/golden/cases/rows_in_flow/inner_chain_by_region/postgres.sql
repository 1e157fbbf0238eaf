SELECT
  r.region AS "r.region",
  o.id AS "o.id",
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
INNER JOIN orders AS o ON o.id = l.order_id
INNER JOIN customers AS c ON o.customer_id = c.id
INNER JOIN regions AS r ON c.country = r.code
GROUP BY 1, 2
ORDER BY r.region COLLATE "C" NULLS LAST, 2
