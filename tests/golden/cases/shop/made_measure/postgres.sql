SELECT
  c.country AS "c.country",
  count(DISTINCT o.status) AS statuses,
  max(o.amount) FILTER (WHERE c.country = 'NL') AS dutch_max
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
GROUP BY 1
ORDER BY c.country COLLATE "C" NULLS LAST
