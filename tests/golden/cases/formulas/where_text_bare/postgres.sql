SELECT
  f.id AS "f.id"
FROM facts AS f
WHERE f.a > 0
ORDER BY 1
