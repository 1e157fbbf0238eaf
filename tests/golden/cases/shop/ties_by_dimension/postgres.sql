SELECT
  o.id AS "o.id",
  count(*) AS "o.order_count"
FROM orders AS o
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 3
