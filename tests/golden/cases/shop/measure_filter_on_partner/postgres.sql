SELECT
  sum(o.amount) FILTER (WHERE c.country = 'NL') AS "o.dutch_revenue"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
