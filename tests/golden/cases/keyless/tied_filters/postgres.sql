WITH semaflow_table_1 AS (SELECT *, (row_number() OVER ()) AS semaflow_sql_1 FROM events)
SELECT
  sum(e.points) AS "e.points",
  count(*) AS "e.event_count"
FROM (
  SELECT DISTINCT
    e.points AS points,
    e.semaflow_sql_1 AS semaflow_sql_1
  FROM semaflow_table_1 AS e
  LEFT JOIN tags AS t ON e.kind = t.kind
  LEFT JOIN notes AS n ON e.kind = n.kind
  WHERE t.name = n.name
) AS e
