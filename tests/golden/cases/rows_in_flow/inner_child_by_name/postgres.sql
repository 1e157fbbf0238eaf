SELECT
  c.name AS "c.name",
  sum(o.amount) AS "o.amount"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
WHERE EXISTS (
    SELECT 1
    FROM lines AS l
    WHERE o.id = l.order_id
  )
GROUP BY 1
