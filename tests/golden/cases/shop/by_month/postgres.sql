SELECT
  date_trunc('month', o.ordered_at) AS "o.ordered_at.month",
  count(*) AS "o.order_count"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
