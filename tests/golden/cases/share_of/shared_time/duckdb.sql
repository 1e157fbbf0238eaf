SELECT
  coalesce(o."c.country", t."c.country") AS "c.country",
  coalesce(o."time.month", t."time.month") AS "time.month",
  o."o.in_time_month" / nullif(whole.value, 0) AS "o.in_time_month",
  o."o.in_time_month" / nullif(whole.value, 0) AS month_share,
  t.hours / nullif(whole.value_2, 0) AS hours
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
    CAST(date_trunc('month', t.day) AS DATE) AS "time.month",
    sum(t.hours) AS hours
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1, 2
) AS t ON o."c.country" IS NOT DISTINCT FROM t."c.country" AND o."time.month" IS NOT DISTINCT FROM t."time.month"
LEFT JOIN (
  SELECT
    coalesce(o.key_1, t.key_1) AS key_1,
    o.value AS value,
    t.value_2 AS value_2
  FROM (
    SELECT
      CAST(date_trunc('month', o.day) AS DATE) AS key_1,
      sum(o.amount) AS value
    FROM orders AS o
    GROUP BY 1
  ) AS o
  FULL JOIN (
    SELECT
      CAST(date_trunc('month', t.day) AS DATE) AS key_1,
      sum(t.hours) AS value_2
    FROM tickets AS t
    GROUP BY 1
  ) AS t ON o.key_1 IS NOT DISTINCT FROM t.key_1
) AS whole ON coalesce(o."time.month", t."time.month") IS NOT DISTINCT FROM whole.key_1
ORDER BY 1 NULLS LAST, 2 NULLS LAST
