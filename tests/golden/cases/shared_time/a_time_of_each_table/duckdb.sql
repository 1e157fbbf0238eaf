SELECT
  coalesce(t."time.month", o."time.month") AS "time.month",
  coalesce(t."t.per_shipped", 0) / nullif(coalesce(o."t.per_shipped", 0), 0) AS "t.per_shipped"
FROM (
  SELECT
    CAST(date_trunc('month', t.opened) AS TIMESTAMP) AS "time.month",
    count(*) AS "t.per_shipped"
  FROM tickets AS t
  GROUP BY 1
) AS t
FULL JOIN (
  SELECT
    CAST(date_trunc('month', o.shipped) AS TIMESTAMP) AS "time.month",
    count(*) AS "t.per_shipped"
  FROM orders AS o
  GROUP BY 1
) AS o ON t."time.month" IS NOT DISTINCT FROM o."time.month"
ORDER BY 1 NULLS LAST
