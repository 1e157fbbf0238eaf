SELECT
  r.region AS "r.region",
  sum(o.amount) AS "o.amount"
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN regions AS r ON c.country = r.code
GROUP BY 1
