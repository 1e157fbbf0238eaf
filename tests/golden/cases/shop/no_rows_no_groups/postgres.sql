SELECT
  o.id AS "o.id",
  sum(o.amount) AS "o.revenue"
FROM orders AS o
WHERE o.id = -1
GROUP BY 1
