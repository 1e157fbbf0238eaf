SELECT
  answer."e.is_a" AS "e.is_a",
  answer."e.tagged_x" AS "e.tagged_x",
  answer."e.event_count" AS "e.event_count",
  answer."grouping" AS "grouping"
FROM (
  (
    WITH semaflow_table_1 AS (SELECT *, (row_number() OVER ()) AS semaflow_sql_1 FROM events)
SELECT
      e."e.is_a" AS "e.is_a",
      sum(e.points) FILTER (WHERE e.passes) AS "e.tagged_x",
      count(*) AS "e.event_count",
      0 AS "grouping"
    FROM (
      SELECT
        e.kind = 'a' AS "e.is_a",
        e.points AS points,
        e.semaflow_sql_1 AS semaflow_sql_1,
        bool_or(t.name = 'x') AS passes
      FROM semaflow_table_1 AS e
      LEFT JOIN tags AS t ON e.kind = t.kind
      GROUP BY 1, 2, 3
    ) AS e
    GROUP BY 1
  )
  UNION ALL
  (
    WITH semaflow_table_1 AS (SELECT *, (row_number() OVER ()) AS semaflow_sql_1 FROM events)
SELECT
      CAST(NULL AS BOOLEAN) AS "e.is_a",
      sum(e.points) FILTER (WHERE e.passes) AS "e.tagged_x",
      count(*) AS "e.event_count",
      1 AS "grouping"
    FROM (
      SELECT
        e.points AS points,
        e.semaflow_sql_1 AS semaflow_sql_1,
        bool_or(t.name = 'x') AS passes
      FROM semaflow_table_1 AS e
      LEFT JOIN tags AS t ON e.kind = t.kind
      GROUP BY 1, 2
    ) AS e
  )
) AS answer
ORDER BY 4
