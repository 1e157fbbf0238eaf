SELECT
  v."c.country" AS "c.country",
  v."c.id" AS "c.id",
  v."v.visit_count" AS "v.visit_count"
FROM (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    CAST(sum(v."v.visit_count") AS BIGINT) AS "v.visit_count"
  FROM (
    SELECT
      v.customer_id AS customer_id,
      count(*) AS "v.visit_count"
    FROM visits AS v
    GROUP BY 1
  ) AS v
  LEFT JOIN customers AS c ON c.id = v.customer_id
  GROUP BY 1, 2
) AS v
LEFT JOIN (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    sum(o.value) AS value
  FROM (
    SELECT
      o.customer_id AS customer_id,
      sum(o.amount) AS value
    FROM orders AS o
    GROUP BY 1
  ) AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o ON v."c.country" IS NOT DISTINCT FROM o."c.country" AND v."c.id" IS NOT DISTINCT FROM o."c.id"
ORDER BY o.value DESC NULLS LAST, 1 NULLS LAST, 2 NULLS LAST
LIMIT 3
