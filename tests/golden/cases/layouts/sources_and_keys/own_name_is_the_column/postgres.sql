SELECT
  o.id AS "o.id",
  CAST(o.country AS TEXT) || '!' AS "o.country",
  lower(o.country) AS "o.land",
  upper(CAST(o.country AS TEXT) || '!') AS "o.shout",
  lower(o.country) AS "o.shout_column"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
ORDER BY 1
