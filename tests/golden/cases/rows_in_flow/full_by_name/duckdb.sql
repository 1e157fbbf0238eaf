SELECT
  coalesce(o."c.name", c_alone."c.name") AS "c.name",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    c.name AS "c.name",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT DISTINCT
    c.name AS "c.name"
  FROM customers AS c
  ANTI JOIN orders AS o ON o.customer_id = c.id
) AS c_alone ON o."c.name" IS NOT DISTINCT FROM c_alone."c.name"
