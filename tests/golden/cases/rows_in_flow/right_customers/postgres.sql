SELECT
  count(*) AS "c.customer_count"
FROM customers AS c
