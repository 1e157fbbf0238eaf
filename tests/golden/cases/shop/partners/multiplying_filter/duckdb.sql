SELECT
  sum(o.amount) AS "o.revenue"
FROM orders AS o
SEMI JOIN lines AS l ON o.id = l.order_id AND l.product = 'pen'
