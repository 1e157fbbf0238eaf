SELECT
  sum(o.amount) AS "o.amount"
FROM orders AS o
INNER JOIN customers AS c ON o.customer_id = c.id
INNER JOIN regions AS r ON c.country = r.code
WHERE EXISTS (
    SELECT 1
    FROM lines AS l
    WHERE o.id = l.order_id
  )
