SELECT
  sum(o.amount) AS "o.amount"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
WHERE CASE WHEN c.id IS NOT NULL THEN c.country IS NULL END IS DISTINCT FROM TRUE
