SELECT
  c.name AS "c.name",
  c_avg_amount.value AS average,
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN (
  SELECT
    c.id AS key_1,
    CAST(sum(o.amount) AS DOUBLE PRECISION) / count(o.amount) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_avg_amount ON c.id = c_avg_amount.key_1
GROUP BY 1, 2
ORDER BY c.name COLLATE "C" NULLS LAST, 2 NULLS LAST
