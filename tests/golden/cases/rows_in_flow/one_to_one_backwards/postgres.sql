SELECT
  c.name AS "c.name",
  count(*) AS "p.profile_count"
FROM profiles AS p
LEFT JOIN customers AS c ON c.id = p.customer_id
GROUP BY 1
ORDER BY c.name COLLATE "C" NULLS LAST
