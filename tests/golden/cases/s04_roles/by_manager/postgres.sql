SELECT
  manager.name AS "manager.name",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN users AS manager ON o.manager_id = manager.id
GROUP BY 1
