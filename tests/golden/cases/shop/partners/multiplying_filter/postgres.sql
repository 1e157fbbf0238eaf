SELECT
  sum(o.amount) AS "o.revenue"
FROM orders AS o
WHERE EXISTS (
    SELECT 1
    FROM lines AS l
    WHERE o.id = l.order_id
      AND l.product = 'pen'
  )
