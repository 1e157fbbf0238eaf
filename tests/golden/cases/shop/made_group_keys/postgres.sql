SELECT
  substring(o.status, CASE WHEN CAST(2 AS INTEGER) < 0 THEN greatest(length(o.status) + CAST(2 AS INTEGER), 0) + 1 ELSE CAST(2 AS INTEGER) END, greatest(CAST(2 AS INTEGER), 0)) AS part,
  o.ordered_at >= TIMESTAMP '2024-02-01 00:00:00' AND o.ordered_at < TIMESTAMP '2024-02-02 00:00:00' AS on_first,
  count(*) AS "o.order_count"
FROM orders AS o
GROUP BY 1, 2
HAVING substring(o.status, CASE WHEN CAST(2 AS INTEGER) < 0 THEN greatest(length(o.status) + CAST(2 AS INTEGER), 0) + 1 ELSE CAST(2 AS INTEGER) END, greatest(CAST(2 AS INTEGER), 0)) = 'pe' OR (o.ordered_at >= TIMESTAMP '2024-02-01 00:00:00' AND o.ordered_at < TIMESTAMP '2024-02-02 00:00:00') = TRUE OR count(*) > 100
