SELECT
  answer."c.country" COLLATE "C" AS "c.country",
  answer."o.order_count" AS "o.order_count",
  answer."o.revenue" AS "o.revenue",
  answer."v.visit_count" AS "v.visit_count",
  answer."v.minutes" AS "v.minutes",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    o."c.country" AS "c.country",
    coalesce(o."o.order_count", 0) AS "o.order_count",
    o."o.revenue" AS "o.revenue",
    coalesce(o."v.visit_count", 0) AS "v.visit_count",
    o."v.minutes" AS "v.minutes",
    0 AS "grouping"
  FROM (
    SELECT
      c.country AS "c.country",
      CAST(sum(o."o.order_count") AS BIGINT) AS "o.order_count",
      sum(o."o.revenue") AS "o.revenue",
      CAST(sum(o."v.visit_count") AS BIGINT) AS "v.visit_count",
      CAST(sum(o."v.minutes") AS BIGINT) AS "v.minutes"
    FROM (
      SELECT
        o.customer_id AS customer_id,
        count(*) AS "o.order_count",
        sum(o.amount) AS "o.revenue",
        NULL AS "v.visit_count",
        NULL AS "v.minutes"
      FROM orders AS o
      GROUP BY 1
      UNION ALL
      SELECT
        v.customer_id AS customer_id,
        NULL AS "o.order_count",
        NULL AS "o.revenue",
        count(*) AS "v.visit_count",
        CAST(sum(v.minutes) AS BIGINT) AS "v.minutes"
      FROM visits AS v
      GROUP BY 1
    ) AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    GROUP BY 1
  ) AS o
  UNION ALL
  SELECT
    NULL AS "c.country",
    o."o.order_count" AS "o.order_count",
    o."o.revenue" AS "o.revenue",
    v."v.visit_count" AS "v.visit_count",
    v."v.minutes" AS "v.minutes",
    1 AS "grouping"
  FROM (
    SELECT
      count(*) AS "o.order_count",
      sum(o.amount) AS "o.revenue"
    FROM orders AS o
  ) AS o
  CROSS JOIN (
    SELECT
      count(*) AS "v.visit_count",
      CAST(sum(v.minutes) AS BIGINT) AS "v.minutes"
    FROM visits AS v
  ) AS v
) AS answer
ORDER BY 6, 3 DESC NULLS LAST, 1 NULLS LAST
