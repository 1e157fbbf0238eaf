SELECT
  o."time.month" AS "time.month",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    CAST(date_trunc('month', o.placed) AS DATE) AS "time.month",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  GROUP BY 1
) AS o
LEFT JOIN (
  SELECT
    CAST(CAST(date_trunc('month', o.shipped) AS TIMESTAMP) AS DATE) AS "time.month",
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS o_by_shipped ON o."time.month" IS NOT DISTINCT FROM o_by_shipped."time.month"
WHERE o_by_shipped.value > 1
