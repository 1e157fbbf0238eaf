SELECT
  o."o.revenue" AS "o.revenue"
FROM (
  SELECT
    sum(o.amount) AS "o.revenue"
  FROM orders AS o
) AS o
WHERE TRUE
