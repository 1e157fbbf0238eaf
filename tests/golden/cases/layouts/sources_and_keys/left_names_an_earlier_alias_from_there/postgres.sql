WITH semaflow_table_1 AS (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
)
SELECT
  s."r.rate" AS "r.rate",
  count(*) AS "s.shop_count"
FROM (
  SELECT DISTINCT
    r.rate AS "r.rate",
    s.id AS id
  FROM shops AS s
  LEFT JOIN semaflow_table_1 AS o ON upper(o.code) = s.code
  LEFT JOIN rates AS r ON s.country = r.country AND o.year = r.year
) AS s
GROUP BY 1
