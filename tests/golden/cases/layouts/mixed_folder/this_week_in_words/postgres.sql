SELECT
  o.id AS "o.id"
FROM orders AS o
WHERE o.ordered_on >= DATE '2026-02-15'
  AND o.ordered_on < DATE '2026-02-22'
ORDER BY 1
