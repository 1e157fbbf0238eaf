SELECT
  f.id AS "f.id",
  CAST(f.a AS DOUBLE PRECISION) / nullif(f.b, 0) AS "f.quotient",
  CAST(f.a AS DOUBLE PRECISION) / nullif(f.b, 0) AS "f.safe",
  CAST(div(CAST(f.a AS NUMERIC), CAST(nullif(f.b, 0) AS NUMERIC)) AS BIGINT) AS "f.whole",
  f.a % nullif(f.b, 0) AS "f.rest",
  f.a % nullif(f.b, 0) AS "f.percent_sign",
  f.d % 2 AS "f.exact_rest"
FROM facts AS f
ORDER BY 1
