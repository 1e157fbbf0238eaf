SELECT
  f.id AS "f.id"
FROM facts AS f
WHERE (f.a > 0) IS NOT TRUE
ORDER BY 1
