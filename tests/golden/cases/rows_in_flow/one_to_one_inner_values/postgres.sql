SELECT DISTINCT
  p.tier COLLATE "C" AS "p.tier"
FROM profiles AS p
INNER JOIN customers AS c ON c.id = p.customer_id
ORDER BY 1 NULLS LAST
