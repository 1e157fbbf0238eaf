SELECT
  x.g AS "x.g",
  CAST(sum(x.n) AS DOUBLE PRECISION) / count(x.n) AS "x.avg_n",
  CAST(sum(x.d) AS DOUBLE PRECISION) / count(x.d) AS "x.avg_d",
  percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(x.n AS DOUBLE PRECISION)) AS "x.median_n",
  percentile_cont(FLOAT8 '0.9') WITHIN GROUP (ORDER BY CAST(x.n AS DOUBLE PRECISION)) AS "x.p90",
  percentile_disc(FLOAT8 '0.9') WITHIN GROUP (ORDER BY CAST(x.n AS DOUBLE PRECISION)) AS "x.p90_discrete"
FROM facts AS x
GROUP BY 1
ORDER BY x.g COLLATE "C" NULLS LAST
