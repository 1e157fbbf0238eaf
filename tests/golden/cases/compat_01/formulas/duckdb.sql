SELECT
  round(sum(o.amount) / nullif(count(DISTINCT o.order_id), 0), 2) AS "o.avg_ticket",
  sum(o.amount) FILTER (WHERE o.status = 'paid') / nullif(sum(o.amount), 0) AS "o.paid_share",
  sum(o.amount) FILTER (WHERE o.status = 'paid') / nullif(sum(o.amount), 0) AS "o.share_post",
  sum(o.amount) FILTER (WHERE o.status = 'paid') / nullif(sum(o.amount), 0) AS "o.share_ref",
  sum(o.amount) FILTER (WHERE o.status = 'paid') / nullif(sum(o.amount), 0) AS "o.share_text",
  coalesce(nullif(sum(o.discount), 0), -1) AS "o.guard",
  sum(o.amount) > 100 AS "o.is_much",
  string_agg(o.status, '; ' ORDER BY o.status) AS "o.statuses"
FROM fct_orders AS o
