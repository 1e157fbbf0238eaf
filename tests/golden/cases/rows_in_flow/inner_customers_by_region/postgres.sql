SELECT
  r.region AS "r.region",
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN regions AS r ON c.country = r.code
WHERE EXISTS (
    SELECT 1
    FROM orders AS o
    WHERE o.customer_id = c.id
  )
GROUP BY 1
