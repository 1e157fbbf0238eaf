SELECT
  c."t.size" AS "t.size",
  count(*) AS "c.customer_count",
  CAST(sum(c.id) AS BIGINT) AS "c.highest"
FROM (
  SELECT
    t."t.size" AS "t.size",
    c.id AS id
  FROM customers AS c
  LEFT JOIN (
    SELECT DISTINCT
      CASE WHEN t.customer_id IS NOT NULL THEN CASE WHEN t.hours > 2 THEN 'long' ELSE 'short' END END AS "t.size",
      t.customer_id AS customer_id
    FROM tickets AS t
  ) AS t ON c.id = t.customer_id
) AS c
GROUP BY 1
