SELECT
  round(100 * (sum(o.amount) FILTER (WHERE o.status = 'paid') / nullif(sum(o.amount), 0)) + sum(o.amount) / nullif(count(*), 0), 2) AS "o.score",
  sum(o.amount) FILTER (WHERE o.status = 'paid') / nullif(sum(o.amount), 0) AS "o.paid_share",
  sum(o.amount) / nullif(count(*), 0) AS "o.avg_order"
FROM orders AS o
