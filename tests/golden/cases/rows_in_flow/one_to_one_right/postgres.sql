SELECT
  count(*) AS "c.customer_count"
FROM customers AS c
INNER JOIN profiles AS p ON c.id = p.customer_id
