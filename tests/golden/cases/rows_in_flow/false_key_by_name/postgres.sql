SELECT
  x.name AS "x.name",
  sum(o.amount) AS "o.amount"
FROM orders AS o
LEFT JOIN people AS x ON o.customer_id = x.id
GROUP BY 1
ORDER BY x.name COLLATE "C" NULLS LAST
