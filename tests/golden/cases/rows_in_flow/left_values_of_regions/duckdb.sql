SELECT DISTINCT
  r.region AS "r.region"
FROM regions AS r
ORDER BY 1 NULLS LAST
