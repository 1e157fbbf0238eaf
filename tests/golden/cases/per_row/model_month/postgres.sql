SELECT
  CAST(date_trunc('month', CAST(c_first_day.value AS TIMESTAMP)) AS DATE) AS "c.first_order.month",
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN (
  SELECT
    c.id AS key_1,
    min(o.day) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_first_day ON c.id = c_first_day.key_1
GROUP BY 1
ORDER BY 1 NULLS LAST
