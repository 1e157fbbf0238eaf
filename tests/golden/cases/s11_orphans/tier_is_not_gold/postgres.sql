SELECT
  sum(orders.amount) AS "orders.amount"
FROM orders AS orders
LEFT JOIN customers AS customers ON orders.customer_id = customers.id
WHERE customers.tier IS DISTINCT FROM 'gold'
