SELECT
  f.id AS "f.id",
  upper(f.s) AS "f.upper_s",
  length(f.s) AS "f.length_s",
  left(f.s, 2) AS "f.first_two",
  right(f.s, 2) AS "f.last_two",
  substring(f.s, 2, 2) AS "f.middle",
  reverse(f.s) AS "f.backwards",
  replace(lower(f.s), 'n', 'mm') AS "f.swapped"
FROM facts AS f
ORDER BY 1
