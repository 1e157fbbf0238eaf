SELECT
  c.tier AS "c.tier",
  sum(o.amount) AS "o.amount"
FROM orders AS o
LEFT JOIN customers AS c ON c.id = o.customer_id
GROUP BY 1
ORDER BY c.tier COLLATE "C" NULLS LAST
