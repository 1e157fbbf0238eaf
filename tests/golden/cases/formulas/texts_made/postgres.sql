SELECT
  f.id AS "f.id",
  trim(f.s) AS "f.trimmed",
  lpad(trim(f.s), 5, '*') AS "f.padded",
  rpad(f.s, 2, '.') AS "f.cut",
  f.g || '-' || f.s AS "f.joined",
  concat(f.g, '-', f.s) AS "f.concat",
  concat_ws('-', f.g, f.s, CAST(f.id AS TEXT)) AS "f.concat_ws",
  split_part(f.g || '/' || CAST(f.id AS TEXT), '/', 2) AS "f.second_part",
  split_part(f.g, '/', 3) AS "f.third_part",
  repeat(f.g, CAST(f.a - 3 AS INTEGER)) AS "f.twice"
FROM facts AS f
ORDER BY 1
