SELECT
  o."c.country" COLLATE "C" AS "c.country",
  CAST(o.big AS DOUBLE PRECISION) / nullif(whole.value, 0) AS big,
  coalesce(CAST(o."o.big_share" AS DOUBLE PRECISION) / nullif(whole.value_2, 0), 0) AS "o.big_share",
  2 * (CAST(o.sum AS DOUBLE PRECISION) / nullif(whole.value, 0)) + CAST(o.sum AS DOUBLE PRECISION) / nullif(o.sum, 0) AS sum
FROM (
  SELECT
    c.country AS "c.country",
    sum(o.amount) FILTER (WHERE o.amount >= 40) AS big,
    sum(o.amount) FILTER (WHERE o.amount >= 40) AS "o.big_share",
    sum(o.amount) FILTER (WHERE o.amount >= 40) AS sum
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1
) AS o
CROSS JOIN (
  SELECT
    sum(o.amount) FILTER (WHERE o.amount >= 40) AS value,
    sum(o.amount) FILTER (WHERE o.amount >= 40) AS value_2
  FROM orders AS o
) AS whole
ORDER BY 1 NULLS LAST
