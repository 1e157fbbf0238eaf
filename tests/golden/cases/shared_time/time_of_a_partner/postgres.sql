SELECT
  coalesce(p."time.month", o."time.month") AS "time.month",
  p."p.paid" AS "p.paid",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(p.paid) AS "p.paid"
  FROM payments AS p
  LEFT JOIN orders AS o ON o.id = p.order_id
  GROUP BY 1
) AS p
FULL JOIN (
  SELECT
    CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  GROUP BY 1
) AS o ON ARRAY[p."time.month"] = ARRAY[o."time.month"]
ORDER BY 1 NULLS LAST
