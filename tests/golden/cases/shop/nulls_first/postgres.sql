SELECT
  o.status AS "o.status",
  count(*) AS "o.order_count"
FROM orders AS o
GROUP BY 1
ORDER BY o.status COLLATE "C" DESC NULLS FIRST
