SELECT
  answer."lines.kind" AS "lines.kind",
  answer."orders.median_amount" AS "orders.median_amount",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    orders."lines.kind" AS "lines.kind",
    percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(orders.amount AS DOUBLE PRECISION)) AS "orders.median_amount",
    0 AS "grouping"
  FROM (
    SELECT DISTINCT
      lines.kind AS "lines.kind",
      orders.amount AS amount,
      orders.id AS id
    FROM orders AS orders
    LEFT JOIN lines AS lines ON orders.id = lines.order_id
  ) AS orders
  GROUP BY 1
  UNION ALL
  SELECT
    NULL AS "lines.kind",
    percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(orders.amount AS DOUBLE PRECISION)) AS "orders.median_amount",
    1 AS "grouping"
  FROM orders AS orders
) AS answer
ORDER BY 3
