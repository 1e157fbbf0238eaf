SELECT
  answer."customers.tier" COLLATE "C" AS "customers.tier",
  answer."orders.customer" AS "orders.customer",
  answer."orders.amount" AS "orders.amount",
  answer."orders.order_count" AS "orders.order_count",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    customers.tier AS "customers.tier",
    orders.customer_id AS "orders.customer",
    sum(orders.amount) AS "orders.amount",
    count(*) AS "orders.order_count",
    0 AS "grouping"
  FROM orders AS orders
  LEFT JOIN customers AS customers ON orders.customer_id = customers.id
  GROUP BY 1, 2
  HAVING sum(orders.amount) >= 40
  UNION ALL
  SELECT
    customers.tier AS "customers.tier",
    NULL AS "orders.customer",
    sum(orders.amount) AS "orders.amount",
    count(*) AS "orders.order_count",
    1 AS "grouping"
  FROM orders AS orders
  LEFT JOIN customers AS customers ON orders.customer_id = customers.id
  GROUP BY 1
  UNION ALL
  SELECT
    NULL AS "customers.tier",
    NULL AS "orders.customer",
    sum(orders.amount) AS "orders.amount",
    count(*) AS "orders.order_count",
    2 AS "grouping"
  FROM orders AS orders
) AS answer
ORDER BY 5, 3 DESC NULLS LAST, 1 NULLS LAST, 2 NULLS LAST
