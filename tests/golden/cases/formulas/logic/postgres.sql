SELECT
  f.id AS "f.id",
  f.a > 0 AS "f.is_pos",
  NOT (f.a > 0) AS "f.not_pos",
  f.flag OR f.a > 0 AS "f.either",
  f.flag AND f.a > 0 AS "f.both",
  CASE WHEN NOT (f.a > 0) THEN 'not above' ELSE 'else' END AS "f.sign_word",
  CASE WHEN f.g = 'x' THEN 1 WHEN f.g = 'y' THEN 2 END AS "f.kind",
  CASE WHEN f.a > 0 THEN 'yes' ELSE 'no' END AS "f.if_word"
FROM facts AS f
ORDER BY 1
