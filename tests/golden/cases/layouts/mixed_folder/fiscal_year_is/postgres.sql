SELECT
  o.id AS "o.id"
FROM orders AS o
WHERE o.ordered_on >= DATE '2024-04-01'
  AND o.ordered_on < DATE '2025-04-01'
ORDER BY 1
