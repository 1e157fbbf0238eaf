SELECT
  all_order_count.value AS "all",
  count(*) AS "o.order_count"
FROM orders AS o
CROSS JOIN (
  SELECT
    count(*) AS value
  FROM orders AS o
  WHERE EXISTS (
      SELECT 1
      FROM lines AS l
      WHERE o.id = l.order_id
        AND l.product = 'pen'
    )
) AS all_order_count
WHERE EXISTS (
    SELECT 1
    FROM lines AS l
    WHERE o.id = l.order_id
      AND l.product = 'pen'
  )
GROUP BY 1
