SELECT
  o.id AS "o.id"
FROM orders AS o
WHERE o.ordered_at < TIMESTAMP '2024-02-01 00:00:00'
