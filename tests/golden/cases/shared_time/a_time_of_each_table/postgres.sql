SELECT
  coalesce(t."time.month", o."time.month") AS "time.month",
  CAST(coalesce(t."t.per_shipped", 0) AS DOUBLE PRECISION) / nullif(coalesce(o."t.per_shipped", 0), 0) AS "t.per_shipped"
FROM (
  SELECT
    date_trunc('month', t.opened) AS "time.month",
    count(*) AS "t.per_shipped"
  FROM tickets AS t
  GROUP BY 1
) AS t
FULL JOIN (
  SELECT
    date_trunc('month', o.shipped) AS "time.month",
    count(*) AS "t.per_shipped"
  FROM orders AS o
  GROUP BY 1
) AS o ON ARRAY[CAST(t."time.month" AS TIMESTAMP)] = ARRAY[CAST(o."time.month" AS TIMESTAMP)]
ORDER BY 1 NULLS LAST
