SELECT
  f.id AS "f.id"
FROM facts AS f
WHERE f.a IS NOT NULL
ORDER BY 1
