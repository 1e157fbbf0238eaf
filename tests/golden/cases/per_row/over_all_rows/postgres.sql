SELECT
  all_order_count.value AS all_orders,
  sum(o.amount) AS "o.revenue"
FROM orders AS o
CROSS JOIN (
  SELECT
    count(*) AS value
  FROM orders AS o
) AS all_order_count
CROSS JOIN (
  SELECT
    sum(o.amount) AS value
  FROM orders AS o
) AS all_revenue
WHERE o.status = 'open'
  AND all_revenue.value > 100
GROUP BY 1
