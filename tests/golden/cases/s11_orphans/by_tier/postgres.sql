SELECT
  customers.tier AS "customers.tier",
  sum(orders.amount) AS "orders.amount"
FROM orders AS orders
LEFT JOIN customers AS customers ON orders.customer_id = customers.id
GROUP BY 1
ORDER BY customers.tier COLLATE "C" NULLS LAST
