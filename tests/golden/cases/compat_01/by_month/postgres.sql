SELECT
  CAST(date_trunc('month', CAST(o.ordered_on AS TIMESTAMP)) AS DATE) AS "o.ordered_on.month",
  count(DISTINCT o.order_id) AS "o.order_count"
FROM fct_orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
