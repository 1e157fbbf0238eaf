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
  WHERE NOT EXISTS (
      SELECT 1
      FROM orders AS o
      WHERE o.customer_id = c.id
    )
) AS c_alone ON ARRAY[CAST(o."c.name" AS TEXT)] = ARRAY[CAST(c_alone."c.name" AS TEXT)]
