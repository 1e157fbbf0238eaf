SELECT
  sum(o.amount) AS "o.amount"
FROM orders AS o
