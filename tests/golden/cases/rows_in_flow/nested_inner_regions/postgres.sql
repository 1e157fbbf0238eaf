SELECT
  r.region AS "r.region",
  count(*) AS "r.region_count"
FROM regions AS r
WHERE EXISTS (
    SELECT 1
    FROM customers AS c
    WHERE c.country = r.code
  )
GROUP BY 1
