SELECT
  o.status AS "o.status",
  count(*) AS "o.order_count"
FROM orders AS o
GROUP BY 1
ORDER BY 1 DESC NULLS FIRST
