SELECT
  f.id AS "f.id"
FROM facts AS f
WHERE (f.a > 0) IS NULL
ORDER BY 1
