SELECT
  o.id AS "o.id",
  sum(o.amount) AS "o.revenue"
FROM orders AS o
GROUP BY 1
ORDER BY 2 DESC NULLS LAST, 1
LIMIT 3
OFFSET 1
