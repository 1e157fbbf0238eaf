SELECT
  f.id AS "f.id",
  abs(f.a) AS "f.positive",
  sign(f.a) AS "f.sign_a",
  power(f.a, 2) AS "f.squared",
  sqrt(abs(f.a - 1)) AS "f.root",
  f.a + f.b * 2 - 1 AS "f.precedence",
  f.a - -f.b AS "f.minus_minus"
FROM facts AS f
ORDER BY 1
