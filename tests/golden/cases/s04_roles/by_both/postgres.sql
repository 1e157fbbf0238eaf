SELECT
  "user".name AS "user.name",
  manager.name AS "manager.name",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN users AS "user" ON o.user_id = "user".id
LEFT JOIN users AS manager ON o.manager_id = manager.id
GROUP BY 1, 2
