SELECT
  coalesce(o."c.country", t."c.country") COLLATE "C" AS "c.country",
  coalesce(o."time.month", t."time.month") AS "time.month",
  CAST(o."o.in_time_month" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.in_time_month",
  CAST(o."o.in_time_month" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS month_share,
  CAST(t.hours AS DOUBLE PRECISION) / nullif(whole.value_2, 0) AS hours
FROM (
  SELECT
    c.country AS "c.country",
    CAST(date_trunc('month', CAST(o.day AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(o.amount) AS "o.in_time_month"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    CAST(date_trunc('month', CAST(t.day AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(t.hours) AS hours
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1, 2
) AS t ON ARRAY[o."c.country"] = ARRAY[t."c.country"] AND ARRAY[o."time.month"] = ARRAY[t."time.month"]
LEFT JOIN (
  SELECT
    coalesce(o.key_1, t.key_1) AS key_1,
    o.value AS value,
    t.value_2 AS value_2
  FROM (
    SELECT
      CAST(date_trunc('month', CAST(o.day AS TIMESTAMP)) AS DATE) AS key_1,
      sum(o.amount) AS value
    FROM orders AS o
    GROUP BY 1
  ) AS o
  FULL JOIN (
    SELECT
      CAST(date_trunc('month', CAST(t.day AS TIMESTAMP)) AS DATE) AS key_1,
      sum(t.hours) AS value_2
    FROM tickets AS t
    GROUP BY 1
  ) AS t ON ARRAY[o.key_1] = ARRAY[t.key_1]
) AS whole ON ARRAY[coalesce(o."time.month", t."time.month")] = ARRAY[whole.key_1]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
