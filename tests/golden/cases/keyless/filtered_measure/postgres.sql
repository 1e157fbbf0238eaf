WITH semaflow_table_1 AS (SELECT *, (row_number() OVER ()) AS semaflow_sql_1 FROM events)
SELECT
  e."e.kind" AS "e.kind",
  sum(e.points) FILTER (WHERE e.passes) AS "e.tagged_x",
  count(*) AS "e.event_count"
FROM (
  SELECT
    e.kind AS "e.kind",
    e.points AS points,
    e.semaflow_sql_1 AS semaflow_sql_1,
    bool_or(t.name = 'x') AS passes
  FROM semaflow_table_1 AS e
  LEFT JOIN tags AS t ON e.kind = t.kind
  GROUP BY 1, 2, 3
) AS e
GROUP BY 1
