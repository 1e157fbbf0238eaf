SELECT
  p.tier AS "p.tier",
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN profiles AS p ON c.id = p.customer_id
GROUP BY 1
ORDER BY p.tier COLLATE "C" NULLS LAST
