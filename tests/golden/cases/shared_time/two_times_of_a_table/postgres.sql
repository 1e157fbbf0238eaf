SELECT
  coalesce(o."time.month", o_by_shipped."time.month") AS "time.month",
  coalesce(o."o.order_count", 0) AS "o.order_count",
  coalesce(o_by_shipped."o.shipped_count", 0) AS "o.shipped_count",
  CAST(o_by_shipped."o.shipped_share" AS DOUBLE PRECISION) / nullif(o."o.shipped_share", 0) AS "o.shipped_share"
FROM (
  SELECT
    CAST(CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS TIMESTAMP) AS "time.month",
    count(*) AS "o.order_count",
    sum(o.amount) AS "o.shipped_share"
  FROM orders AS o
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    date_trunc('month', o.shipped) AS "time.month",
    count(*) AS "o.shipped_count",
    sum(o.amount) AS "o.shipped_share"
  FROM orders AS o
  GROUP BY 1
) AS o_by_shipped ON ARRAY[CAST(o."time.month" AS TIMESTAMP)] = ARRAY[CAST(o_by_shipped."time.month" AS TIMESTAMP)]
ORDER BY 1 NULLS LAST
