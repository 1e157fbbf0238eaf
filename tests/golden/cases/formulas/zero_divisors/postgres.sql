SELECT
  f.g AS "f.g",
  CAST(sum(f.a) AS DOUBLE PRECISION) / nullif(sum(f.b * 0), 0) AS "f.over_zeros",
  CAST(sum(f.a) AS DOUBLE PRECISION) / nullif(sum(f.b * 0), 0) AS "f.safe_zeros",
  CAST(div(CAST(sum(f.a) AS NUMERIC), CAST(nullif(sum(f.b * 0), 0) AS NUMERIC)) AS BIGINT) AS "f.div_zeros",
  sum(f.a) % nullif(sum(f.b * 0), 0) AS "f.mod_zeros"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
