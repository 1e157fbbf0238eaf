SELECT
  upper(o.channel) AS "o.channel",
  min(o.amount) AS "o.smallest",
  percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(o.amount AS DOUBLE PRECISION)) AS "o.middle",
  var_samp(CAST(o.amount AS DOUBLE PRECISION)) AS "o.variance"
FROM fct_orders AS o
WHERE o.status = 'paid'
GROUP BY 1
ORDER BY upper(o.channel) COLLATE "C" NULLS LAST
