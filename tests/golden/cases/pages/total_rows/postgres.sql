SELECT
  semaflow_page."g.team" AS "g.team",
  semaflow_page."g.points" AS "g.points",
  semaflow_page.semaflow_is_row AS semaflow_is_row,
  semaflow_total.semaflow_rows AS semaflow_rows
FROM (
  SELECT
    count(*) AS semaflow_rows
  FROM (
    SELECT
      g.team AS "g.team",
      sum(g.points) AS "g.points"
    FROM games AS g
    GROUP BY 1
  ) AS semaflow_all
) AS semaflow_total
LEFT JOIN (
  SELECT
    semaflow_page."g.team" AS "g.team",
    semaflow_page."g.points" AS "g.points",
    TRUE AS semaflow_is_row
  FROM (
    SELECT
      g.team AS "g.team",
      sum(g.points) AS "g.points"
    FROM games AS g
    GROUP BY 1
  ) AS semaflow_page
  WHERE CAST(semaflow_page."g.team" AS TEXT) > 'b' COLLATE "C" OR CAST(semaflow_page."g.team" AS TEXT) IS NULL
  ORDER BY CAST(semaflow_page."g.team" AS TEXT) COLLATE "C" NULLS LAST
  LIMIT 3
) AS semaflow_page ON TRUE
ORDER BY CAST(semaflow_page."g.team" AS TEXT) COLLATE "C" NULLS LAST
