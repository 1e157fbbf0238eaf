SELECT
  c."o.id" AS "o.id",
  count(*) AS "c.customer_count"
FROM (
  SELECT DISTINCT
    o.id AS "o.id",
    c.id AS id
  FROM customers AS c
  LEFT JOIN orders AS o ON o.customer_id = c.id
) AS c
GROUP BY 1
