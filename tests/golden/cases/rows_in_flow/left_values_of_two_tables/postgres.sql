SELECT
  coalesce(o."o.id", c."o.id") AS "o.id",
  coalesce(o."c.name", c."c.name") AS "c.name"
FROM (
  SELECT DISTINCT
    o.id AS "o.id",
    c.name AS "c.name"
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
) AS o
FULL JOIN (
  SELECT DISTINCT
    o.id AS "o.id",
    c.name AS "c.name"
  FROM customers AS c
  LEFT JOIN orders AS o ON o.customer_id = c.id
) AS c ON ARRAY[o."o.id"] = ARRAY[c."o.id"] AND ARRAY[o."c.name"] = ARRAY[c."c.name"]
