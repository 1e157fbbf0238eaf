SELECT
  coalesce(o."r.region", r_alone."r.region") AS "r.region",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    r.region AS "r.region",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  LEFT JOIN (customers AS c INNER JOIN regions AS r ON c.country = r.code) ON o.customer_id = c.id
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT DISTINCT
    r.region AS "r.region"
  FROM regions AS r
  WHERE NOT EXISTS (
      SELECT 1
      FROM customers AS c
      WHERE c.country = r.code
    )
) AS r_alone ON ARRAY[CAST(o."r.region" AS TEXT)] = ARRAY[CAST(r_alone."r.region" AS TEXT)]
