SELECT
  o."time.month" AS "time.month",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  GROUP BY 1
) AS o
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', o.shipped) AS DATE) AS "time.month",
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS o_by_shipped ON ARRAY[o."time.month"] = ARRAY[o_by_shipped."time.month"]
WHERE o_by_shipped.value > 1
