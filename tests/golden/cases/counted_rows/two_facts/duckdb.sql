SELECT
  o."c.country" AS "c.country",
  o."c.id" AS "c.id",
  coalesce(o."o.order_count", 0) AS "o.order_count",
  o."o.revenue" AS "o.revenue",
  coalesce(o."v.visit_count", 0) AS "v.visit_count",
  o."v.minutes" AS "v.minutes",
  o."v.longest" AS "v.longest",
  o."o.revenue" / nullif(o."v.minutes", 0) AS revenue_per_minute
FROM (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    CAST(sum(o."o.order_count") AS BIGINT) AS "o.order_count",
    sum(o."o.revenue") AS "o.revenue",
    CAST(sum(o."v.visit_count") AS BIGINT) AS "v.visit_count",
    sum(o."v.minutes") AS "v.minutes",
    max(o."v.longest") AS "v.longest"
  FROM (
    SELECT
      o.customer_id AS customer_id,
      count(*) AS "o.order_count",
      sum(o.amount) AS "o.revenue",
      NULL AS "v.visit_count",
      NULL AS "v.minutes",
      NULL AS "v.longest"
    FROM orders AS o
    GROUP BY 1
    UNION ALL
    SELECT
      v.customer_id AS customer_id,
      NULL AS "o.order_count",
      NULL AS "o.revenue",
      count(*) AS "v.visit_count",
      sum(v.minutes) AS "v.minutes",
      max(v.minutes) AS "v.longest"
    FROM visits AS v
    GROUP BY 1
  ) AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o
