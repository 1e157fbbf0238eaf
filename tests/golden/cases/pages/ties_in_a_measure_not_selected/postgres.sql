SELECT
  semaflow_page."g.team" AS "g.team",
  semaflow_page.semaflow_key_1 AS semaflow_key_1
FROM (
  SELECT
    g.team AS "g.team",
    sum(g.points) AS semaflow_key_1
  FROM games AS g
  GROUP BY 1
) AS semaflow_page
WHERE semaflow_page.semaflow_key_1 < 10 OR semaflow_page.semaflow_key_1 IS NULL OR semaflow_page.semaflow_key_1 = 10 AND (CAST(semaflow_page."g.team" AS TEXT) > 'a' COLLATE "C" OR CAST(semaflow_page."g.team" AS TEXT) IS NULL)
ORDER BY 2 DESC NULLS LAST, CAST(semaflow_page."g.team" AS TEXT) COLLATE "C" NULLS LAST
LIMIT 3
