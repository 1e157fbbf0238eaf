SELECT
  count(*) AS "r.region_count"
FROM regions AS r
