SELECT
  semaflow_page."g.team" AS "g.team",
  semaflow_page."g.points" AS "g.points"
FROM (
  SELECT
    g.team AS "g.team",
    sum(g.points) AS "g.points"
  FROM games AS g
  GROUP BY 1
) AS semaflow_page
WHERE CAST(semaflow_page."g.team" AS TEXT) IS NOT NULL
ORDER BY CAST(semaflow_page."g.team" AS TEXT) COLLATE "C" DESC NULLS FIRST
LIMIT 2
