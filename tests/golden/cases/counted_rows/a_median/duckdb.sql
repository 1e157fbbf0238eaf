SELECT
  c.country AS "c.country",
  median(CAST(o.amount AS DOUBLE)) AS "o.middle"
FROM orders AS o
LEFT JOIN customers AS c ON c.id = o.customer_id
GROUP BY 1
