-- The pairs made distinct before they are joined. Made distinct after the join: 1.17 times as long;
-- GROUP BY kind and id with any_value(amount): 1.24 times.
SELECT l.kind, median(o.amount::DOUBLE)
FROM orders AS o
LEFT JOIN (SELECT DISTINCT order_id, kind FROM lines) AS l ON l.order_id = o.id
GROUP BY 1
