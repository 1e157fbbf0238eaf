WITH semaflow_table_1 AS (SELECT *, (lower(country)) AS semaflow_sql_1, (CASE WHEN amount > 15 THEN amount END) AS semaflow_sql_2 FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
))
SELECT
  s.country AS "s.country",
  o.semaflow_sql_1 AS "o.country_sql",
  sum(o.semaflow_sql_2) AS "o.large"
FROM semaflow_table_1 AS o
LEFT JOIN shops AS s ON upper(o.code) = s.code
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, 2 NULLS LAST
