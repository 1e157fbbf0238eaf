SELECT
  semaflow_page."g.label" AS "g.label",
  semaflow_page."g.game_count" AS "g.game_count"
FROM (
  SELECT
    g.label AS "g.label",
    count(*) AS "g.game_count"
  FROM games AS g
  GROUP BY 1
) AS semaflow_page
WHERE CAST(semaflow_page."g.label" AS TEXT) COLLATE nocase > 'ann' COLLATE nocase OR CAST(semaflow_page."g.label" AS TEXT) COLLATE nocase IS NULL OR CAST(semaflow_page."g.label" AS TEXT) COLLATE nocase = 'ann' COLLATE nocase AND (CAST(semaflow_page."g.label" AS TEXT) > 'ann' COLLATE "C" OR CAST(semaflow_page."g.label" AS TEXT) IS NULL)
ORDER BY CAST(semaflow_page."g.label" AS TEXT) COLLATE nocase NULLS LAST, CAST(semaflow_page."g.label" AS TEXT) COLLATE "C" NULLS LAST
LIMIT 2
