SELECT
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
INNER JOIN orders AS o ON o.id = l.order_id
