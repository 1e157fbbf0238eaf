SELECT
  o."c.country" AS "c.country",
  o."o.day.month" AS "o.day.month",
  o."o.revenue" AS "o.revenue",
  o."o.revenue" / nullif(whole.value, 0) AS "o.in_country",
  o."o.revenue" / nullif(whole_2.value, 0) AS "o.in_month",
  o."o.revenue" / nullif(o."o.revenue", 0) AS itself
FROM (
  SELECT
    c.country AS "c.country",
    CAST(date_trunc('month', o.day) AS DATE) AS "o.day.month",
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
) AS whole ON o."c.country" IS NOT DISTINCT FROM whole.key_1
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', o.day) AS DATE) AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS whole_2 ON o."o.day.month" IS NOT DISTINCT FROM whole_2.key_1
ORDER BY 1 NULLS LAST, 2 NULLS LAST
