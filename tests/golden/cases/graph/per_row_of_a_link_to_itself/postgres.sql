SELECT DISTINCT
  CASE WHEN manager.id IS NOT NULL THEN coalesce(manager_employee_count.value, 0) END AS team,
  employee.name AS "employee.name"
FROM employees AS employee
LEFT JOIN employees AS manager ON employee.manager_id = manager.id
LEFT JOIN (
  SELECT
    manager.id AS key_1,
    count(*) AS value
  FROM employees AS employee
  LEFT JOIN employees AS manager ON employee.manager_id = manager.id
  GROUP BY 1
) AS manager_employee_count ON manager.id = manager_employee_count.key_1
WHERE CASE WHEN manager.id IS NOT NULL THEN coalesce(manager_employee_count.value, 0) END > 1
