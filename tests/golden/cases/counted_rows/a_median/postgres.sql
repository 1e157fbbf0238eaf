SELECT
  c.country AS "c.country",
  percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(o.amount AS DOUBLE PRECISION)) AS "o.middle"
FROM orders AS o
LEFT JOIN customers AS c ON c.id = o.customer_id
GROUP BY 1
