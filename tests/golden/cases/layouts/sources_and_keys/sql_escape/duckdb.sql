SELECT
  o.id AS "o.id",
  (amount * 100) AS "o.cents",
  (lower(country)) AS "o.country_sql",
  sum((CASE WHEN amount > 15 THEN amount END)) AS "o.large"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
GROUP BY 1, 2, 3
ORDER BY 1
