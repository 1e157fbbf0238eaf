SELECT
  count(*) AS "o.order_count"
FROM orders AS o
WHERE (o.ordered_at >= TIMESTAMP '2024-02-29 00:00:00' AND o.ordered_at < TIMESTAMP '2024-03-01 00:00:00') IS NOT TRUE
