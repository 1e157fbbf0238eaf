SELECT DISTINCT
  o.status AS "o.status"
FROM orders AS o
