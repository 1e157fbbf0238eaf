SELECT
  v."c.country" AS "c.country",
  v."c.id" AS "c.id",
  v."v.minutes" AS "v.minutes"
FROM (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    sum(v."v.minutes") AS "v.minutes",
    CAST(sum(v.value) AS BIGINT) AS value
  FROM (
    SELECT
      v.customer_id AS customer_id,
      sum(v.minutes) AS "v.minutes",
      NULL AS value
    FROM visits AS v
    GROUP BY 1
    UNION ALL
    SELECT
      o.customer_id AS customer_id,
      NULL AS "v.minutes",
      count(*) AS value
    FROM orders AS o
    GROUP BY 1
  ) AS v
  LEFT JOIN customers AS c ON c.id = v.customer_id
  GROUP BY 1, 2
) AS v
WHERE coalesce(v.value, 0) = 1 OR v."v.minutes" < 10
