SELECT
  count(*) AS "p.profile_count"
FROM profiles AS p
INNER JOIN customers AS c ON c.id = p.customer_id
