SELECT
  sum(orders.amount) AS "orders.amount"
FROM orders AS orders
