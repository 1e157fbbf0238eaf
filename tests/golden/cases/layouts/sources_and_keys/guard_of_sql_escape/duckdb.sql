WITH semaflow_table_1 AS (SELECT *, (coalesce(country, 'none')) AS semaflow_sql_1 FROM shops)
SELECT
  CASE WHEN s.code IS NOT NULL THEN s.semaflow_sql_1 END AS "s.country_sql",
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN semaflow_table_1 AS s ON upper(o.code) = s.code
GROUP BY 1
ORDER BY 1 NULLS LAST
