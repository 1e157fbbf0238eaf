SELECT
  o."o.revenue" AS "o.revenue",
  l."l.quantity" AS "l.quantity"
FROM (
  SELECT
    sum(o.amount) AS "o.revenue"
  FROM orders AS o
) AS o
CROSS JOIN (
  SELECT
    sum(l.quantity) AS "l.quantity"
  FROM lines AS l
) AS l
