SELECT
  o."c.country" COLLATE "C" AS "c.country",
  CAST(o."o.revenue_share" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share"
FROM (
  SELECT
    c.country AS "c.country",
    sum(o.amount) AS "o.revenue_share"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  WHERE o.day >= DATE '2024-02-01'
    AND o.day < DATE '2024-03-01'
  GROUP BY 1
) AS o
CROSS JOIN (
  SELECT
    sum(o.amount) AS value
  FROM orders AS o
  WHERE o.day >= DATE '2024-02-01'
    AND o.day < DATE '2024-03-01'
) AS whole
WHERE o."o.revenue_share" > 20
ORDER BY 1 NULLS LAST
