SELECT
  all_order_count.value AS "all",
  count(*) AS "o.order_count"
FROM orders AS o
CROSS JOIN (
  SELECT
    count(*) AS value
  FROM orders AS o
  SEMI JOIN lines AS l ON o.id = l.order_id AND l.product = 'pen'
) AS all_order_count
SEMI JOIN lines AS l ON o.id = l.order_id AND l.product = 'pen'
GROUP BY 1
