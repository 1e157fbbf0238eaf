SELECT
  r.region AS "r.region",
  count(*) AS "r.region_count"
FROM regions AS r
SEMI JOIN customers AS c ON c.country = r.code
GROUP BY 1
