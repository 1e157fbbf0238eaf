SELECT
  f.g AS "f.g",
  sum(f.a) / nullif(sum(f.b * 0), 0) AS "f.over_zeros",
  sum(f.a) / nullif(sum(f.b * 0), 0) AS "f.safe_zeros",
  CAST(round((sum(f.a) - sum(f.a) % nullif(sum(f.b * 0), 0)) // nullif(sum(f.b * 0), 0)) AS BIGINT) AS "f.div_zeros",
  sum(f.a) % nullif(sum(f.b * 0), 0) AS "f.mod_zeros"
FROM facts AS f
GROUP BY 1
ORDER BY 1 NULLS LAST
