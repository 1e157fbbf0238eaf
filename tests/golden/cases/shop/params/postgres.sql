SELECT
  o.id AS "o.id"
FROM orders AS o
WHERE o.status = 'open'
