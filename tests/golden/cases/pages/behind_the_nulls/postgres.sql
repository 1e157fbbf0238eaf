SELECT
  semaflow_page."g.team" AS "g.team",
  semaflow_page."g.id" AS "g.id",
  semaflow_page."g.paid" AS "g.paid"
FROM (
  SELECT
    g.team AS "g.team",
    g.id AS "g.id",
    sum(CAST(g.paid AS NUMERIC(10, 2))) AS "g.paid"
  FROM games AS g
  GROUP BY 1, 2
) AS semaflow_page
WHERE semaflow_page."g.paid" IS NULL AND (CAST(semaflow_page."g.team" AS TEXT) > 'b' COLLATE "C" OR CAST(semaflow_page."g.team" AS TEXT) IS NULL OR CAST(semaflow_page."g.team" AS TEXT) = 'b' AND semaflow_page."g.id" > 3)
ORDER BY 3 DESC NULLS LAST, CAST(semaflow_page."g.team" AS TEXT) COLLATE "C" NULLS LAST, 2
LIMIT 6
