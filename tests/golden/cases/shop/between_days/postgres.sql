SELECT
  o.id AS "o.id"
FROM orders AS o
WHERE o.ordered_at >= TIMESTAMP '2024-01-31 00:00:00'
  AND o.ordered_at < TIMESTAMP '2024-02-02 00:00:00'
