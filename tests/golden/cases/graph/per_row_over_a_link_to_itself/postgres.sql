SELECT DISTINCT
  employee.name AS "employee.name",
  coalesce(manager_employee_count.value, 0) AS "employee.team_size"
FROM employees AS employee
LEFT JOIN (
  SELECT
    manager.id AS key_1,
    count(*) AS value
  FROM employees AS employee
  LEFT JOIN employees AS manager ON employee.manager_id = manager.id
  GROUP BY 1
) AS manager_employee_count ON employee.id = manager_employee_count.key_1
