SELECT
  count(*) AS "c.customer_count"
FROM customers AS c
INNER JOIN regions AS r ON c.country = r.code
