SELECT
  coalesce(o."time.month", o_by_placed."time.month") AS "time.month",
  o."o.big_shipped" AS "o.big_shipped",
  o_by_placed."o.filled_monthly" AS "o.filled_monthly"
FROM (
  SELECT
    CAST(date_trunc('month', o.shipped) AS TIMESTAMP) AS "time.month",
    sum(o.amount) FILTER (WHERE o.amount >= 20) AS "o.big_shipped"
  FROM orders AS o
  WHERE o.shipped < TIMESTAMP '2026-02-01 00:00:00'
  GROUP BY 1
  HAVING count(*) FILTER (WHERE o.amount >= 20) > 0
) AS o
FULL JOIN (
  SELECT
    CAST(CAST(date_trunc('month', o.placed) AS DATE) AS TIMESTAMP) AS "time.month",
    sum(o.amount) AS "o.filled_monthly"
  FROM orders AS o
  WHERE o.placed < TIMESTAMP '2026-02-01 00:00:00'
  GROUP BY 1
) AS o_by_placed ON o."time.month" IS NOT DISTINCT FROM o_by_placed."time.month"
