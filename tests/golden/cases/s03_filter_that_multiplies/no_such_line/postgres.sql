SELECT
  sum(orders.amount) AS "orders.amount"
FROM orders AS orders
WHERE EXISTS (
    SELECT 1
    FROM lines AS lines
    WHERE orders.id = lines.order_id
      AND lines.qty > 1
  )
