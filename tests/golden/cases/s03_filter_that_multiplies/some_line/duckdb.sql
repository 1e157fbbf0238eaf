SELECT
  sum(orders.amount) AS "orders.amount"
FROM orders AS orders
SEMI JOIN lines AS lines ON orders.id = lines.order_id AND lines.qty > 0
