SELECT
  o.region AS "o.region",
  count(*) AS "o.count"
FROM orders AS o
WHERE o.region IS DISTINCT FROM 'EU'
GROUP BY 1
HAVING count(*) <= 5
