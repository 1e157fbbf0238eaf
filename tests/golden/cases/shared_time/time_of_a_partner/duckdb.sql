SELECT
  coalesce(p."time.month", o."time.month") AS "time.month",
  p."p.paid" AS "p.paid",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    CAST(date_trunc('month', o.placed) AS DATE) AS "time.month",
    sum(p.paid) AS "p.paid"
  FROM payments AS p
  LEFT JOIN orders AS o ON o.id = p.order_id
  GROUP BY 1
) AS p
FULL JOIN (
  SELECT
    CAST(date_trunc('month', o.placed) AS DATE) AS "time.month",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  GROUP BY 1
) AS o ON p."time.month" IS NOT DISTINCT FROM o."time.month"
ORDER BY 1 NULLS LAST
