SELECT
  o.region AS "o.region"
FROM orders AS o
GROUP BY 1
HAVING count(*) > 5 OR o.region = 'EU'
