SELECT
  o."c.country" COLLATE "C" AS "c.country",
  o."o.day.month" AS "o.day.month",
  o."o.revenue" AS "o.revenue",
  CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.in_country",
  CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole_2.value, 0) AS "o.in_month",
  CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(o."o.revenue", 0) AS itself
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
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', CAST(o.day AS TIMESTAMP)) AS DATE) AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS whole_2 ON ARRAY[o."o.day.month"] = ARRAY[whole_2.key_1]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
