WITH semaflow_table_3 AS (SELECT *, (w + 1) AS semaflow_sql_1 FROM customers),
semaflow_table_4 AS (
select id, w, 'semaflow_table_2' as t from semaflow_table_1
)
SELECT
  CASE WHEN c.id IS NOT NULL THEN c.semaflow_sql_1 END AS "c.w_sql",
  t.w AS "t.w",
  count(*) AS "o.n"
FROM orders AS o
LEFT JOIN semaflow_table_3 AS c ON o.customer_id = c.id
LEFT JOIN semaflow_table_4 AS t ON o.customer_id = t.id
GROUP BY 1, 2
