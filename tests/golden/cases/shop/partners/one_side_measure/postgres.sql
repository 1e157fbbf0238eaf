SELECT
  c."o.status" AS "o.status",
  count(*) AS "c.customer_count"
FROM (
  SELECT DISTINCT
    o.status AS "o.status",
    c.id AS id
  FROM customers AS c
  LEFT JOIN orders AS o ON o.customer_id = c.id
) AS c
GROUP BY 1
