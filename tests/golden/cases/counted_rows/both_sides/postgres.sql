SELECT
  coalesce(o."c.country", t."c.country") AS "c.country",
  coalesce(o."o.order_count", 0) AS "o.order_count",
  o."o.revenue" AS "o.revenue",
  coalesce(o."o.paid", 0) AS "o.paid",
  o."o.largest" AS "o.largest",
  CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(coalesce(o."o.order_count", 0), 0) AS "o.per_order",
  t."t.hours" AS "t.hours"
FROM (
  SELECT
    c.country AS "c.country",
    CAST(sum(o."o.order_count") AS BIGINT) AS "o.order_count",
    sum(o."o.revenue") AS "o.revenue",
    CAST(sum(o."o.paid") AS BIGINT) AS "o.paid",
    max(o."o.largest") AS "o.largest"
  FROM (
    SELECT
      o.customer_id AS customer_id,
      count(*) AS "o.order_count",
      sum(o.amount) AS "o.revenue",
      count(*) FILTER (WHERE o.is_paid) AS "o.paid",
      max(o.amount) AS "o.largest"
    FROM orders AS o
    GROUP BY 1
  ) AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    CAST(sum(t.hours) AS BIGINT) AS "t.hours"
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1
) AS t ON ARRAY[o."c.country"] = ARRAY[t."c.country"]
