SELECT
  r.region AS "r.region",
  count(*) AS "r.region_count"
FROM regions AS r
GROUP BY 1
ORDER BY r.region COLLATE "C" NULLS LAST
