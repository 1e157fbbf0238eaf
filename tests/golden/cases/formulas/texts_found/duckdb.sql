SELECT
  f.id AS "f.id",
  strpos(f.s, 'n') AS "f.where_n",
  starts_with(f.s, 'A') AS "f.starts_a",
  ends_with(f.s, 's') AS "f.ends_s",
  contains(f.s, 'b') AS "f.has_b",
  regexp_matches(f.s, '^[A-Z][a-z]+$') AS "f.is_word"
FROM facts AS f
ORDER BY 1
