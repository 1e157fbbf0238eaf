SELECT
  o."c.country" COLLATE "C" AS "c.country",
  o."o.revenue" AS "o.revenue",
  CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share"
FROM (
  SELECT
    c.country AS "c.country",
    sum(o.amount) AS "o.revenue"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1
) AS o
CROSS JOIN (
  SELECT
    sum(o.amount) AS value
  FROM orders AS o
) AS whole
ORDER BY 1 NULLS LAST
