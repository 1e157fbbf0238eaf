SELECT
  v."c.country" AS "c.country",
  v."c.id" AS "c.id",
  v."v.minutes" AS "v.minutes"
FROM (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    sum(v."v.minutes") AS "v.minutes"
  FROM (
    SELECT
      v.customer_id AS customer_id,
      sum(v.minutes) AS "v.minutes"
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
    CAST(sum(o.value) AS BIGINT) AS value
  FROM (
    SELECT
      o.customer_id AS customer_id,
      count(*) AS value
    FROM orders AS o
    GROUP BY 1
  ) AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o ON v."c.country" IS NOT DISTINCT FROM o."c.country" AND v."c.id" IS NOT DISTINCT FROM o."c.id"
WHERE coalesce(o.value, 0) = 1 OR v."v.minutes" < 10
