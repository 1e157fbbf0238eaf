SELECT
  "user".name AS "user.name",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN users AS "user" ON o.user_id = "user".id
GROUP BY 1
