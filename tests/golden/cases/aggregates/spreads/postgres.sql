SELECT
  x.g AS "x.g",
  stddev_samp(CAST(x.n AS DOUBLE PRECISION)) AS "x.sd_samp",
  stddev_pop(CAST(x.n AS DOUBLE PRECISION)) AS "x.sd_pop",
  var_samp(CAST(x.n AS DOUBLE PRECISION)) AS "x.var_samp",
  var_pop(CAST(x.n AS DOUBLE PRECISION)) AS "x.var_pop"
FROM facts AS x
GROUP BY 1
ORDER BY x.g COLLATE "C" NULLS LAST
