SELECT
  CASE WHEN customers.id IS NOT NULL THEN coalesce(customers.tier, 'no tier') END AS "customers.tier_or_none",
  sum(orders.amount) AS "orders.amount"
FROM orders AS orders
LEFT JOIN customers AS customers ON orders.customer_id = customers.id
GROUP BY 1
ORDER BY CASE WHEN customers.id IS NOT NULL THEN coalesce(customers.tier, 'no tier') END COLLATE "C" NULLS LAST
