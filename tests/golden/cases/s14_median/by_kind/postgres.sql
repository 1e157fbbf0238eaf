SELECT
  orders."lines.kind" AS "lines.kind",
  percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(orders.amount AS DOUBLE PRECISION)) AS "orders.median_amount",
  stddev_samp(CAST(orders.amount AS DOUBLE PRECISION)) AS "orders.spread",
  string_agg(orders.value, ',' ORDER BY orders.amount) AS "orders.amounts"
FROM (
  SELECT DISTINCT
    lines.kind AS "lines.kind",
    orders.amount AS amount,
    CAST(orders.amount AS TEXT) AS value,
    orders.id AS id
  FROM orders AS orders
  LEFT JOIN lines AS lines ON orders.id = lines.order_id
) AS orders
GROUP BY 1
