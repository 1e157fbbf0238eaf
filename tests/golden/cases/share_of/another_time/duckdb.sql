SELECT
  coalesce(o."c.country", o_by_shipped."c.country") AS "c.country",
  coalesce(o."time.month", o_by_shipped."time.month") AS "time.month",
  o."o.in_time_month" / nullif(whole.value, 0) AS "o.in_time_month",
  o_by_shipped."o.shipped_in_month" / nullif(whole_2.value, 0) AS "o.shipped_in_month"
FROM (
  SELECT
    c.country AS "c.country",
    CAST(date_trunc('month', o.day) AS DATE) AS "time.month",
    sum(o.amount) AS "o.in_time_month"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    CAST(date_trunc('month', o.shipped) AS DATE) AS "time.month",
    sum(o.amount) AS "o.shipped_in_month"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o_by_shipped ON o."c.country" IS NOT DISTINCT FROM o_by_shipped."c.country" AND o."time.month" IS NOT DISTINCT FROM o_by_shipped."time.month"
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', o.day) AS DATE) AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS whole ON coalesce(o."time.month", o_by_shipped."time.month") IS NOT DISTINCT FROM whole.key_1
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', o.shipped) AS DATE) AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS whole_2 ON coalesce(o."time.month", o_by_shipped."time.month") IS NOT DISTINCT FROM whole_2.key_1
ORDER BY 1 NULLS LAST, 2 NULLS LAST
