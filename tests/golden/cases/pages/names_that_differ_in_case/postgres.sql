SELECT
  semaflow_page.x AS x,
  semaflow_page.semaflow_column_2 AS "X"
FROM (
  SELECT
    g.id AS x,
    g.team AS semaflow_column_2
  FROM games AS g
) AS semaflow_page
WHERE semaflow_page.x > 4
ORDER BY 1
LIMIT 5
