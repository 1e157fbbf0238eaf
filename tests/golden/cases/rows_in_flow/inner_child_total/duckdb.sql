SELECT
  sum(o.amount) AS "o.amount"
FROM orders AS o
SEMI JOIN lines AS l ON o.id = l.order_id
