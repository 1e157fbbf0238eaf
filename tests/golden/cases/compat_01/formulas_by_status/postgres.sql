SELECT
  o.status AS "o.status",
  CASE WHEN abs(CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(DISTINCT o.order_id), 0) * FLOAT8 '100' - trunc(CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(DISTINCT o.order_id), 0) * FLOAT8 '100')) = 0.5 THEN trunc(CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(DISTINCT o.order_id), 0) * FLOAT8 '100') + sign(CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(DISTINCT o.order_id), 0) * FLOAT8 '100') ELSE round(CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(DISTINCT o.order_id), 0) * FLOAT8 '100') END / FLOAT8 '100' AS "o.avg_ticket",
  CAST(sum(o.amount) FILTER (WHERE o.status = 'paid') AS DOUBLE PRECISION) / nullif(sum(o.amount), 0) AS "o.paid_share",
  CAST(sum(o.amount) FILTER (WHERE o.status = 'paid') AS DOUBLE PRECISION) / nullif(sum(o.amount), 0) AS "o.share_post",
  coalesce(nullif(sum(o.discount), 0), -1) AS "o.guard",
  sum(o.amount) > 100 AS "o.is_much"
FROM fct_orders AS o
GROUP BY 1
ORDER BY o.status COLLATE "C" NULLS LAST
