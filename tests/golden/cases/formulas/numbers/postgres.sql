SELECT
  f.id AS "f.id",
  abs(f.a) AS "f.positive",
  CAST(sign(f.a) AS BIGINT) AS "f.sign_a",
  power(CAST(f.a AS DOUBLE PRECISION), CAST(2 AS DOUBLE PRECISION)) AS "f.squared",
  sqrt(CAST(abs(f.a - 1) AS DOUBLE PRECISION)) AS "f.root",
  f.a + f.b * 2 - 1 AS "f.precedence",
  f.a - -f.b AS "f.minus_minus"
FROM facts AS f
ORDER BY 1
