WITH semaflow_table_1 AS (SELECT *, (length(page) > 3) AS semaflow_sql_1, (upper(page)) AS semaflow_sql_2 FROM (
SELECT v.customer_id, v.page FROM visits AS v UNION ALL SELECT 3, 'a'
))
SELECT
  c.name AS "c.name",
  coalesce(c_long_count.value, 0) AS long_notes,
  coalesce(c_note_count.value, 0) AS notes,
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) FILTER (WHERE n.semaflow_sql_1 AND n.semaflow_sql_2 = 'HOME') AS value
  FROM semaflow_table_1 AS n
  LEFT JOIN customers AS c ON n.customer_id = c.id
  GROUP BY 1
) AS c_long_count ON c.id = c_long_count.key_1
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) AS value
  FROM semaflow_table_1 AS n
  LEFT JOIN customers AS c ON n.customer_id = c.id
  GROUP BY 1
) AS c_note_count ON c.id = c_note_count.key_1
WHERE coalesce(c_long_count.value, 0) >= 0
GROUP BY 1, 2, 3
ORDER BY 1 NULLS LAST, 2, 3
