SELECT
  f.id AS "f.id",
  round(f.a / 4) AS "f.rounded",
  trunc(f.a / 4) AS "f.cut_off",
  ceil(f.a / 4) AS "f.up",
  floor(f.a / 4) AS "f.down",
  round(f.d / 2, 1) AS "f.half_up"
FROM facts AS f
ORDER BY 1
