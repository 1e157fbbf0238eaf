SELECT
  x.g AS "x.g",
  stddev_samp(x.n) AS "x.sd_samp",
  stddev_pop(x.n) AS "x.sd_pop",
  var_samp(x.n) AS "x.var_samp",
  var_pop(x.n) AS "x.var_pop"
FROM facts AS x
GROUP BY 1
ORDER BY 1 NULLS LAST
