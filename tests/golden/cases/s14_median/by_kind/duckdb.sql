SELECT
  orders."lines.kind" AS "lines.kind",
  median(CAST(orders.amount AS DOUBLE)) AS "orders.median_amount",
  stddev_samp(orders.amount) AS "orders.spread",
  string_agg(orders.value, ',' ORDER BY orders.amount) AS "orders.amounts"
FROM (
  SELECT DISTINCT
    lines.kind AS "lines.kind",
    orders.amount AS amount,
    CAST(orders.amount AS VARCHAR) AS value,
    orders.id AS id
  FROM orders AS orders
  LEFT JOIN lines AS lines ON orders.id = lines.order_id
) AS orders
GROUP BY 1
