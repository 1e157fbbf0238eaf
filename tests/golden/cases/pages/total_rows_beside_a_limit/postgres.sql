SELECT
  semaflow_page."g.team" AS "g.team",
  semaflow_page.semaflow_key_1 AS semaflow_key_1,
  semaflow_page.semaflow_is_row AS semaflow_is_row,
  semaflow_total.semaflow_rows AS semaflow_rows
FROM (
  SELECT
    count(*) AS semaflow_rows
  FROM (
    SELECT
      g.team AS "g.team"
    FROM games AS g
    GROUP BY 1
  ) AS semaflow_all
) AS semaflow_total
LEFT JOIN (
  SELECT
    g.team AS "g.team",
    sum(g.points) AS semaflow_key_1,
    TRUE AS semaflow_is_row
  FROM games AS g
  GROUP BY 1
  ORDER BY 2 NULLS LAST, g.team COLLATE "C" NULLS LAST
  LIMIT 1
) AS semaflow_page ON TRUE
ORDER BY 2 NULLS LAST, CAST(semaflow_page."g.team" AS TEXT) COLLATE "C" NULLS LAST
