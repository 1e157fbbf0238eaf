SELECT
  payer.name AS "payer.name",
  count(*) AS "payer.customer_count"
FROM customers AS payer
WHERE EXISTS (
    SELECT 1
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    LEFT JOIN (
      SELECT
        c.id AS key_1,
        count(*) AS value
      FROM orders AS o
      LEFT JOIN customers AS c ON o.customer_id = c.id
      GROUP BY 1
    ) AS c_order_count ON c.id = c_order_count.key_1
    WHERE o.payer_id = payer.id
      AND CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END < 3
  )
GROUP BY 1
ORDER BY payer.name COLLATE "C" NULLS LAST
