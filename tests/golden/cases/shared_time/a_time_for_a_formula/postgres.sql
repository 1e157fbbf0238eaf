SELECT
  date_trunc('month', o.shipped) AS "time.month",
  CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "o.amount_per_order_shipped"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
