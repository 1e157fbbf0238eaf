SELECT
  count(*) FILTER (WHERE o.status = 'paid') AS "o.paid_count",
  count(*) FILTER (WHERE o.status IS DISTINCT FROM 'paid') AS "o.unpaid_count",
  count(*) AS "o.order_count"
FROM orders AS o
