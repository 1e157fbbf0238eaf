SELECT
  stddev_samp(CAST(o.amount AS DOUBLE PRECISION)) AS "o.spread"
FROM fct_orders AS o
WHERE o.status = 'paid'
