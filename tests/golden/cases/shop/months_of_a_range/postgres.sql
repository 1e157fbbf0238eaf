SELECT
  o.id AS "o.id"
FROM orders AS o
WHERE o.ordered_at >= TIMESTAMP '2024-01-01 00:00:00'
  AND o.ordered_at < TIMESTAMP '2024-03-01 00:00:00'
