SELECT
  sum(orders.amount) AS "orders.amount"
FROM orders AS orders
WHERE orders.id IN (
    SELECT DISTINCT lines.order_id
    FROM lines AS lines
    WHERE lines.qty IS DISTINCT FROM 1
  ) OR (orders.id IN (
    SELECT DISTINCT lines.order_id
    FROM lines AS lines
  )) IS NOT TRUE AND CAST(NULL AS BIGINT) IS DISTINCT FROM 1
