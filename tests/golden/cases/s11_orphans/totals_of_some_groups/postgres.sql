SELECT
  answer."customers.tier" COLLATE "C" AS "customers.tier",
  answer."orders.customer" AS "orders.customer",
  answer."orders.amount" AS "orders.amount",
  answer."grouping" AS "grouping"
FROM (
  (
    SELECT
      orders."customers.tier" COLLATE "C" AS "customers.tier",
      orders."orders.customer" AS "orders.customer",
      orders."orders.amount" AS "orders.amount",
      coalesce(customers.value, 0) AS semaflow_order,
      0 AS "grouping"
    FROM (
      SELECT
        customers.tier AS "customers.tier",
        orders.customer_id AS "orders.customer",
        sum(orders.amount) AS "orders.amount"
      FROM orders AS orders
      LEFT JOIN customers AS customers ON orders.customer_id = customers.id
      GROUP BY 1, 2
    ) AS orders
    LEFT JOIN (
      SELECT
        customers."customers.tier" AS "customers.tier",
        customers."orders.customer" AS "orders.customer",
        count(*) AS value
      FROM (
        SELECT DISTINCT
          customers.tier AS "customers.tier",
          orders.customer_id AS "orders.customer",
          customers.id AS id
        FROM customers AS customers
        LEFT JOIN orders AS orders ON orders.customer_id = customers.id
      ) AS customers
      GROUP BY 1, 2
    ) AS customers ON ARRAY[orders."customers.tier"] = ARRAY[customers."customers.tier"] AND ARRAY[orders."orders.customer"] = ARRAY[customers."orders.customer"]
    ORDER BY coalesce(customers.value, 0), 3 DESC NULLS LAST, 1 NULLS LAST, 2 NULLS LAST
    LIMIT 2
  )
  UNION ALL
  SELECT
    NULL AS "customers.tier",
    orders.customer_id AS "orders.customer",
    sum(orders.amount) AS "orders.amount",
    NULL AS semaflow_order,
    1 AS "grouping"
  FROM orders AS orders
  GROUP BY 2
) AS answer
ORDER BY 4, answer.semaflow_order NULLS LAST, 3 DESC NULLS LAST, 1 NULLS LAST, 2 NULLS LAST
