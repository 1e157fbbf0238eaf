SELECT
  semaflow_page."g.team" AS "g.team",
  semaflow_page.semaflow_key_1 AS semaflow_key_1
FROM (
  SELECT
    g.team AS "g.team",
    g.id AS semaflow_key_1
  FROM games AS g
) AS semaflow_page
WHERE CAST(semaflow_page."g.team" AS VARCHAR) > 'a' OR CAST(semaflow_page."g.team" AS VARCHAR) IS NULL OR CAST(semaflow_page."g.team" AS VARCHAR) = 'a' AND semaflow_page.semaflow_key_1 > 2
ORDER BY CAST(semaflow_page."g.team" AS VARCHAR) NULLS LAST, 2
LIMIT 3
