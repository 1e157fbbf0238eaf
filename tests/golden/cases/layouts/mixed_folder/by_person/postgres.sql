SELECT
  p.name AS "p.name",
  count(*) AS "o.n"
FROM orders AS o
LEFT JOIN people AS p ON o.person_id = p.id
GROUP BY 1
ORDER BY p.name COLLATE "C" NULLS LAST
