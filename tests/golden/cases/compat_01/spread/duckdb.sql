SELECT
  stddev_samp(o.amount) AS "o.spread"
FROM fct_orders AS o
WHERE o.status = 'paid'
