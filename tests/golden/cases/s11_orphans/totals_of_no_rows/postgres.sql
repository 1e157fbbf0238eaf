SELECT
  answer."customers.tier" AS "customers.tier",
  answer."orders.amount" AS "orders.amount",
  answer."orders.order_count" AS "orders.order_count",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    customers.tier AS "customers.tier",
    sum(orders.amount) AS "orders.amount",
    count(*) AS "orders.order_count",
    0 AS "grouping"
  FROM orders AS orders
  LEFT JOIN customers AS customers ON orders.customer_id = customers.id
  WHERE orders.id > 100
  GROUP BY 1
  UNION ALL
  SELECT
    NULL AS "customers.tier",
    sum(orders.amount) AS "orders.amount",
    count(*) AS "orders.order_count",
    1 AS "grouping"
  FROM orders AS orders
  WHERE orders.id > 100
) AS answer
ORDER BY 4
