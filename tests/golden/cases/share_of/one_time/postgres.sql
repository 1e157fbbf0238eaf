SELECT
  coalesce(o."time.month", o_by_day."time.month") AS "time.month",
  CAST(o."o.shipped_in_month" AS DOUBLE PRECISION) / nullif(o."o.shipped_in_month", 0) AS "o.shipped_in_month",
  CAST(o_by_day."o.revenue_share" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share"
FROM (
  SELECT
    CAST(date_trunc('month', CAST(o.shipped AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(o.amount) AS "o.shipped_in_month"
  FROM orders AS o
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    CAST(date_trunc('month', CAST(o.day AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(o.amount) AS "o.revenue_share"
  FROM orders AS o
  GROUP BY 1
) AS o_by_day ON ARRAY[o."time.month"] = ARRAY[o_by_day."time.month"]
CROSS JOIN (
  SELECT
    sum(o.amount) AS value
  FROM orders AS o
) AS whole
ORDER BY 1 NULLS LAST
