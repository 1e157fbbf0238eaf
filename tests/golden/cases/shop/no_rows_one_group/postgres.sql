SELECT
  count(*) AS "o.order_count",
  sum(o.amount) AS "o.revenue",
  CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "o.avg_order"
FROM orders AS o
WHERE o.id = -1
