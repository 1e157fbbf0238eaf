SELECT
  f.id AS "f.id",
  f.a IN (0, 10) AS "f.in_list",
  f.a NOT IN (0, 10) AS "f.not_in_list",
  f.a IN (10, NULL) AS "f.in_null",
  f.a BETWEEN 0 AND 5 AS "f.in_range",
  f.s LIKE 'A%' ESCAPE '' AS "f.like_ann",
  f.a IS NULL AS "f.missing"
FROM facts AS f
ORDER BY 1
