SELECT
  answer."c.country" COLLATE "C" AS "c.country",
  answer."o.revenue" AS "o.revenue",
  answer."grouping" AS "grouping"
FROM (
  (
    SELECT
      o."c.country" COLLATE "C" AS "c.country",
      o."o.revenue" AS "o.revenue",
      CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS semaflow_order,
      0 AS "grouping"
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
    WHERE CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) > FLOAT8 '0.3'
    ORDER BY CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(whole.value, 0) DESC NULLS LAST, 1 NULLS LAST
    LIMIT 1
  )
  UNION ALL
  SELECT
    NULL AS "c.country",
    sum(o.amount) AS "o.revenue",
    NULL AS semaflow_order,
    1 AS "grouping"
  FROM orders AS o
) AS answer
ORDER BY 3, answer.semaflow_order DESC NULLS LAST, 1 NULLS LAST
