SELECT
  answer."c.country" COLLATE "C" AS "c.country",
  answer."o.day.month" AS "o.day.month",
  answer."o.revenue" AS "o.revenue",
  answer."o.in_country" AS "o.in_country",
  answer."o.revenue_share" AS "o.revenue_share",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    o."c.country" AS "c.country",
    o."o.day.month" AS "o.day.month",
    o."o.revenue" AS "o.revenue",
    CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.in_country",
    CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole_2.value, 0) AS "o.revenue_share",
    0 AS "grouping"
  FROM (
    SELECT
      c.country AS "c.country",
      CAST(date_trunc('month', CAST(o.day AS TIMESTAMP)) AS DATE) AS "o.day.month",
      sum(o.amount) AS "o.revenue"
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    GROUP BY 1, 2
  ) AS o
  LEFT JOIN (
    SELECT
      c.country AS key_1,
      sum(o.amount) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    GROUP BY 1
  ) AS whole ON ARRAY[o."c.country"] = ARRAY[whole.key_1]
  CROSS JOIN (
    SELECT
      sum(o.amount) AS value
    FROM orders AS o
  ) AS whole_2
  UNION ALL
  SELECT
    o."c.country" AS "c.country",
    NULL AS "o.day.month",
    o."o.revenue" AS "o.revenue",
    CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(o."o.revenue", 0) AS "o.in_country",
    CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share",
    1 AS "grouping"
  FROM (
    SELECT
      c.country AS "c.country",
      sum(o.amount) AS "o.revenue"
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    GROUP BY 1
  ) AS o
  CROSS JOIN (
    SELECT
      sum(o.amount) AS value
    FROM orders AS o
  ) AS whole
  UNION ALL
  SELECT
    NULL AS "c.country",
    o."o.day.month" AS "o.day.month",
    o."o.revenue" AS "o.revenue",
    CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.in_country",
    CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value_2, 0) AS "o.revenue_share",
    2 AS "grouping"
  FROM (
    SELECT
      CAST(date_trunc('month', CAST(o.day AS TIMESTAMP)) AS DATE) AS "o.day.month",
      sum(o.amount) AS "o.revenue"
    FROM orders AS o
    GROUP BY 1
  ) AS o
  CROSS JOIN (
    SELECT
      sum(o.amount) AS value,
      sum(o.amount) AS value_2
    FROM orders AS o
  ) AS whole
  UNION ALL
  SELECT
    NULL AS "c.country",
    NULL AS "o.day.month",
    sum(o.amount) AS "o.revenue",
    CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(sum(o.amount), 0) AS "o.in_country",
    CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(sum(o.amount), 0) AS "o.revenue_share",
    3 AS "grouping"
  FROM orders AS o
) AS answer
ORDER BY 6, 1 NULLS LAST, 2 NULLS LAST
