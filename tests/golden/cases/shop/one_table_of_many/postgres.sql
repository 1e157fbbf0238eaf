SELECT
  o.status AS "o.status",
  count(*) AS "o.order_count",
  sum(o.amount) AS "o.revenue"
FROM orders AS o
GROUP BY 1
