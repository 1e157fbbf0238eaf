SELECT
  o."l.product" COLLATE "C" AS "l.product",
  o."o.revenue" AS "o.revenue",
  CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share",
  CAST(o."o.median_share" AS DOUBLE PRECISION) / nullif(whole.value_2, 0) AS "o.median_share",
  CAST(o.orders AS DOUBLE PRECISION) / nullif(whole.value_3, 0) AS orders
FROM (
  SELECT
    o."l.product" AS "l.product",
    sum(o.amount) AS "o.revenue",
    percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(o.amount AS DOUBLE PRECISION)) AS "o.median_share",
    count(*) AS orders
  FROM (
    SELECT DISTINCT
      l.product AS "l.product",
      o.amount AS amount,
      o.id AS id
    FROM orders AS o
    LEFT JOIN lines AS l ON o.id = l.order_id
  ) AS o
  GROUP BY 1
) AS o
CROSS JOIN (
  SELECT
    sum(o.amount) AS value,
    percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(o.amount AS DOUBLE PRECISION)) AS value_2,
    count(*) AS value_3
  FROM orders AS o
) AS whole
ORDER BY 1 NULLS LAST
