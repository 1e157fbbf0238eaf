SELECT
  c.country AS "c.country",
  sum(o.amount) AS "o.total",
  count(DISTINCT o.order_id) AS "o.order_count"
FROM fct_orders AS o
LEFT JOIN dim_customers AS c ON o.customer_id = c.customer_id
GROUP BY 1
ORDER BY 2 DESC NULLS LAST, 1 NULLS LAST
