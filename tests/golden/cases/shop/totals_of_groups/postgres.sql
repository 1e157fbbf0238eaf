WITH semaflow_groups AS (
  SELECT
    c.country AS "c.country",
    o.status AS "o.status",
    sum(o.amount) AS "o.revenue",
    count(*) AS "o.order_count",
    sum(o.amount) FILTER (WHERE o.status = 'paid') AS "o.paid_revenue"
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1, 2
)
SELECT
  answer."c.country" COLLATE "C" AS "c.country",
  answer."o.status" COLLATE "C" AS "o.status",
  answer."o.revenue" AS "o.revenue",
  answer."o.order_count" AS "o.order_count",
  answer."o.avg_order" AS "o.avg_order",
  answer."o.paid_revenue" AS "o.paid_revenue",
  answer."grouping" AS "grouping"
FROM (
  (
    SELECT
      o."c.country" COLLATE "C" AS "c.country",
      o."o.status" COLLATE "C" AS "o.status",
      o."o.revenue" AS "o.revenue",
      o."o.order_count" AS "o.order_count",
      CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(o."o.order_count", 0) AS "o.avg_order",
      o."o.paid_revenue" AS "o.paid_revenue",
      0 AS "grouping"
    FROM semaflow_groups AS o
    WHERE o."o.revenue" > 10
    ORDER BY 3 DESC NULLS LAST, 1 NULLS LAST, 2 NULLS LAST
    LIMIT 3
  )
  UNION ALL
  SELECT
    o."c.country" AS "c.country",
    NULL AS "o.status",
    sum(o."o.revenue") AS "o.revenue",
    coalesce(CAST(sum(o."o.order_count") AS BIGINT), 0) AS "o.order_count",
    CAST(sum(o."o.revenue") AS DOUBLE PRECISION) / nullif(coalesce(CAST(sum(o."o.order_count") AS BIGINT), 0), 0) AS "o.avg_order",
    sum(o."o.paid_revenue") AS "o.paid_revenue",
    1 AS "grouping"
  FROM semaflow_groups AS o
  GROUP BY 1
  UNION ALL
  SELECT
    NULL AS "c.country",
    NULL AS "o.status",
    sum(o."o.revenue") AS "o.revenue",
    coalesce(CAST(sum(o."o.order_count") AS BIGINT), 0) AS "o.order_count",
    CAST(sum(o."o.revenue") AS DOUBLE PRECISION) / nullif(coalesce(CAST(sum(o."o.order_count") AS BIGINT), 0), 0) AS "o.avg_order",
    sum(o."o.paid_revenue") AS "o.paid_revenue",
    2 AS "grouping"
  FROM semaflow_groups AS o
) AS answer
ORDER BY 7, 3 DESC NULLS LAST, 1 NULLS LAST, 2 NULLS LAST
