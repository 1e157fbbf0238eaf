SELECT
  semaflow_page."g.team" AS "g.team",
  semaflow_page.semaflow_key_1 AS semaflow_key_1
FROM (
  SELECT
    g.team AS "g.team",
    g.id AS semaflow_key_1
  FROM games AS g
) AS semaflow_page
WHERE CAST(semaflow_page."g.team" AS TEXT) > 'a' COLLATE "C" OR CAST(semaflow_page."g.team" AS TEXT) IS NULL OR CAST(semaflow_page."g.team" AS TEXT) = 'a' AND semaflow_page.semaflow_key_1 > 2
ORDER BY CAST(semaflow_page."g.team" AS TEXT) COLLATE "C" NULLS LAST, 2
LIMIT 3
