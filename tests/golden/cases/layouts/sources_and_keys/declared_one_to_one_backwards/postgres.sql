WITH semaflow_table_1 AS (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
)
SELECT
  o.id AS "o.id",
  count(*) AS "m.note_count"
FROM notes AS m
LEFT JOIN semaflow_table_1 AS o ON o.id = m.order_id
GROUP BY 1
ORDER BY 1 NULLS LAST
