SELECT DISTINCT
  o.order_id AS "o.order_id"
FROM fct_orders AS o
WHERE (o.status = 'void') IS NOT TRUE
ORDER BY 1
