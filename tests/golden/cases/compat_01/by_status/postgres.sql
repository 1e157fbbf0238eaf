SELECT
  o.status AS "o.status",
  count(DISTINCT o.order_id) AS "o.order_count",
  count(o.line_no) AS "o.line_count",
  sum(o.amount) AS "o.total",
  sum(o.amount) FILTER (WHERE o.status = 'paid') AS "o.paid_total",
  sum(o.amount) FILTER (WHERE o.status = 'paid') AS "o.paid_total_text",
  sum(o.amount - o.discount) AS "o.net"
FROM fct_orders AS o
GROUP BY 1
ORDER BY o.status COLLATE "C" NULLS LAST
