SELECT
  f.id AS "f.id",
  f.a / nullif(f.b, 0) AS "f.quotient",
  f.a / nullif(f.b, 0) AS "f.safe",
  CAST(round((f.a - f.a % nullif(f.b, 0)) // nullif(f.b, 0)) AS BIGINT) AS "f.whole",
  f.a % nullif(f.b, 0) AS "f.rest",
  f.a % nullif(f.b, 0) AS "f.percent_sign",
  f.d % 2 AS "f.exact_rest"
FROM facts AS f
ORDER BY 1
