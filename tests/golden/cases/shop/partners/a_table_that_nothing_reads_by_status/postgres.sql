SELECT
  o."o.status" COLLATE "C" AS "o.status",
  o."o.order_count" AS "o.order_count"
FROM (
  SELECT
    o.status AS "o.status",
    count(*) AS "o.order_count"
  FROM orders AS o
  GROUP BY 1
) AS o
WHERE TRUE
ORDER BY 1 NULLS LAST
