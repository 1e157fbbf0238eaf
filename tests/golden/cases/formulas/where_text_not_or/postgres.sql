SELECT
  f.id AS "f.id"
FROM facts AS f
WHERE f.flag IS NOT TRUE
  AND (f.a > 0) IS NOT TRUE
ORDER BY 1
