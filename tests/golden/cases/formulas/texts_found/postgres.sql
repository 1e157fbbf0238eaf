SELECT
  f.id AS "f.id",
  strpos(f.s, 'n') AS "f.where_n",
  starts_with(f.s, 'A') AS "f.starts_a",
  right(f.s, length('s')) = 's' AS "f.ends_s",
  strpos(f.s, 'b') > 0 AS "f.has_b",
  regexp_like(f.s, '^[A-Z][a-z]+$') AS "f.is_word"
FROM facts AS f
ORDER BY 1
