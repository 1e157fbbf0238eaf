SELECT
  manager.name AS "manager.name",
  count(*) AS "employee.employee_count"
FROM employees AS employee
LEFT JOIN employees AS manager ON employee.manager_id = manager.id
GROUP BY 1
