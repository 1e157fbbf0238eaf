SELECT
  coalesce(o."time.month", o_by_placed."time.month") AS "time.month",
  o."o.big_shipped" AS "o.big_shipped",
  o_by_placed."o.filled_monthly" AS "o.filled_monthly"
FROM (
  SELECT
    date_trunc('month', o.shipped) AS "time.month",
    sum(o.amount) FILTER (WHERE o.amount >= 20) AS "o.big_shipped"
  FROM orders AS o
  WHERE o.shipped < TIMESTAMP '2026-02-01 00:00:00'
  GROUP BY 1
  HAVING count(*) FILTER (WHERE o.amount >= 20) > 0
) AS o
FULL JOIN (
  SELECT
    CAST(CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS TIMESTAMP) AS "time.month",
    sum(o.amount) AS "o.filled_monthly"
  FROM orders AS o
  WHERE o.placed < TIMESTAMP '2026-02-01 00:00:00'
  GROUP BY 1
) AS o_by_placed ON ARRAY[CAST(o."time.month" AS TIMESTAMP)] = ARRAY[CAST(o_by_placed."time.month" AS TIMESTAMP)]
