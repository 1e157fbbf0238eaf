SELECT
  coalesce(o."c.country", t."c.country") COLLATE "C" AS "c.country",
  CAST(o."o.revenue_share" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share",
  CAST(t.hours AS DOUBLE PRECISION) / nullif(whole.value_2, 0) AS hours,
  CAST(coalesce(t.tickets, 0) AS DOUBLE PRECISION) / nullif(whole.value_3, 0) AS tickets,
  CAST(coalesce(o.orders, 0) AS DOUBLE PRECISION) / nullif(whole.value_4, 0) AS orders,
  CAST(CAST(t.hours AS DOUBLE PRECISION) / nullif(coalesce(o.orders, 0), 0) AS DOUBLE PRECISION) / nullif(whole.value_5, 0) AS per_order_share
FROM (
  SELECT
    c.country AS "c.country",
    sum(o.amount) AS "o.revenue_share",
    count(*) AS orders
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    sum(t.hours) AS hours,
    count(*) AS tickets
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1
) AS t ON ARRAY[o."c.country"] = ARRAY[t."c.country"]
CROSS JOIN (
  SELECT
    o.value AS value,
    t.value_2 AS value_2,
    t.value_3 AS value_3,
    o.value_4 AS value_4,
    CAST(t.value_2 AS DOUBLE PRECISION) / nullif(o.value_4, 0) AS value_5
  FROM (
    SELECT
      sum(o.amount) AS value,
      count(*) AS value_4
    FROM orders AS o
  ) AS o
  CROSS JOIN (
    SELECT
      sum(t.hours) AS value_2,
      count(*) AS value_3
    FROM tickets AS t
  ) AS t
) AS whole
ORDER BY 1 NULLS LAST
