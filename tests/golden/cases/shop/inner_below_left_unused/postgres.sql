SELECT
  count(*) AS "o.order_count"
FROM orders AS o
