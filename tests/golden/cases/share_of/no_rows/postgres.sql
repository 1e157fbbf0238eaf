SELECT
  o."c.country" AS "c.country",
  CAST(o."o.revenue_share" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share"
FROM (
  SELECT
    c.country AS "c.country",
    sum(o.amount) AS "o.revenue_share"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  WHERE o.id < 0
  GROUP BY 1
) AS o
CROSS JOIN (
  SELECT
    sum(o.amount) AS value
  FROM orders AS o
  WHERE o.id < 0
) AS whole
