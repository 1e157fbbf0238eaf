SELECT
  coalesce(orders."orders.region", lines."orders.region") COLLATE "C" AS "orders.region",
  orders."orders.amount" AS "orders.amount",
  lines."lines.amount" AS "lines.amount"
FROM (
  SELECT
    orders.region AS "orders.region",
    sum(orders.amount) AS "orders.amount"
  FROM orders AS orders
  GROUP BY 1
) AS orders
FULL JOIN (
  SELECT
    orders.region AS "orders.region",
    sum(lines.amount) AS "lines.amount"
  FROM lines AS lines
  LEFT JOIN orders AS orders ON orders.id = lines.order_id
  GROUP BY 1
) AS lines ON ARRAY[orders."orders.region"] = ARRAY[lines."orders.region"]
ORDER BY 1 NULLS LAST
