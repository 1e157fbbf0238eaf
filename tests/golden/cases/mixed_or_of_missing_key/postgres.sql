SELECT
  coalesce(o."o.id", c."o.id") AS "o.id",
  coalesce(o."o.orders", 0) AS "o.orders",
  coalesce(c."c.customers", 0) AS "c.customers"
FROM (
  SELECT
    o.id AS "o.id",
    count(*) AS "o.orders"
  FROM orders AS o
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    c."o.id" AS "o.id",
    count(*) AS "c.customers"
  FROM (
    SELECT DISTINCT
      o.id AS "o.id",
      c.id AS id
    FROM customers AS c
    LEFT JOIN orders AS o ON o.customer_id = c.id
  ) AS c
  GROUP BY 1
) AS c ON ARRAY[o."o.id"] = ARRAY[c."o.id"]
WHERE coalesce(o."o.id", c."o.id") IS DISTINCT FROM 1 OR coalesce(o."o.orders", 0) > 5
