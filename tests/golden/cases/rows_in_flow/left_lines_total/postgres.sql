SELECT
  sum(l.quantity) AS "l.quantity"
FROM lines AS l
