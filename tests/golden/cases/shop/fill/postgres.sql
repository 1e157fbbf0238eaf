SELECT
  o.status AS "o.status",
  coalesce(sum(o.amount) FILTER (WHERE o.status = 'paid'), 0) AS "o.revenue_or_zero"
FROM orders AS o
GROUP BY 1
ORDER BY o.status COLLATE "C" NULLS LAST
