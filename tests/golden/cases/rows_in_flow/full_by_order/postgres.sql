SELECT
  o.id AS "o.id",
  sum(o.amount) AS "o.amount"
FROM orders AS o
GROUP BY 1
ORDER BY 1
