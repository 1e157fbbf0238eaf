SELECT
  upper(c.country) AS land,
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
GROUP BY 1
ORDER BY upper(c.country) COLLATE "C" NULLS LAST
