SELECT
  upper(o.channel) AS "o.channel",
  min(o.amount) AS "o.smallest",
  median(CAST(o.amount AS DOUBLE)) AS "o.middle",
  var_samp(o.amount) AS "o.variance"
FROM fct_orders AS o
WHERE o.status = 'paid'
GROUP BY 1
ORDER BY 1 NULLS LAST
