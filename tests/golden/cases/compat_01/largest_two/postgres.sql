SELECT
  o.order_id AS order_id,
  sum(o.amount) AS total
FROM fct_orders AS o
GROUP BY 1
ORDER BY 2 DESC NULLS LAST, 1
LIMIT 2
