SELECT
  coalesce(o."c.country", o_by_shipped."c.country") COLLATE "C" AS "c.country",
  coalesce(o."time.month", o_by_shipped."time.month") AS "time.month",
  CAST(o."o.in_time_month" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.in_time_month",
  CAST(o_by_shipped."o.shipped_in_month" AS DOUBLE PRECISION) / nullif(whole_2.value, 0) AS "o.shipped_in_month"
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
    CAST(date_trunc('month', CAST(o.shipped AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(o.amount) AS "o.shipped_in_month"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o_by_shipped ON ARRAY[o."c.country"] = ARRAY[o_by_shipped."c.country"] AND ARRAY[o."time.month"] = ARRAY[o_by_shipped."time.month"]
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', CAST(o.day AS TIMESTAMP)) AS DATE) AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS whole ON ARRAY[coalesce(o."time.month", o_by_shipped."time.month")] = ARRAY[whole.key_1]
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', CAST(o.shipped AS TIMESTAMP)) AS DATE) AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS whole_2 ON ARRAY[coalesce(o."time.month", o_by_shipped."time.month")] = ARRAY[whole_2.key_1]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
