SELECT
  x.g AS "x.g",
  avg(x.n) AS "x.avg_n",
  avg(x.d) AS "x.avg_d",
  median(CAST(x.n AS DOUBLE)) AS "x.median_n",
  quantile_cont(CAST(x.n AS DOUBLE), 0.9e0) AS "x.p90",
  quantile_disc(CAST(x.n AS DOUBLE), 0.9e0) AS "x.p90_discrete"
FROM facts AS x
GROUP BY 1
ORDER BY 1 NULLS LAST
