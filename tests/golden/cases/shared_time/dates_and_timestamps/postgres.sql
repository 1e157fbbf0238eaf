SELECT
  coalesce(o."time.month", t."time.month") AS "time.month",
  o."o.amount" AS "o.amount",
  t."t.hours" AS "t.hours",
  CAST(t."t.hours" AS DOUBLE PRECISION) / nullif(coalesce(o.hours_per_order, 0), 0) AS hours_per_order
FROM (
  SELECT
    CAST(CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS TIMESTAMP) AS "time.month",
    sum(o.amount) AS "o.amount",
    count(*) AS hours_per_order
  FROM orders AS o
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    date_trunc('month', t.opened) AS "time.month",
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
  GROUP BY 1
) AS t ON ARRAY[CAST(o."time.month" AS TIMESTAMP)] = ARRAY[CAST(t."time.month" AS TIMESTAMP)]
ORDER BY 1 NULLS LAST
