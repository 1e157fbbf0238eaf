SELECT
  semaflow_page."g.id" AS "g.id",
  semaflow_page."g.points" AS "g.points"
FROM (
  SELECT
    g.id AS "g.id",
    sum(g.points) AS "g.points"
  FROM games AS g
  GROUP BY 1
  ORDER BY 1
  LIMIT 4
  OFFSET 1
) AS semaflow_page
WHERE semaflow_page."g.id" > 4
ORDER BY 1
LIMIT 4
