SELECT
  o.id AS "o.id"
FROM orders AS o
ORDER BY 1
LIMIT 0
