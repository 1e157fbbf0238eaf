SELECT
  orders."orders.amount" AS "orders.amount",
  lines."lines.amount" AS "lines.amount"
FROM (
  SELECT
    sum(orders.amount) AS "orders.amount"
  FROM orders AS orders
) AS orders
CROSS JOIN (
  SELECT
    sum(lines.amount) AS "lines.amount"
  FROM lines AS lines
) AS lines
