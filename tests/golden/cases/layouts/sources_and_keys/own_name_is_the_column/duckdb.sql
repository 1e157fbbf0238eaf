SELECT
  o.id AS "o.id",
  o.country || '!' AS "o.country",
  lower(o.country) AS "o.land",
  upper(o.country || '!') AS "o.shout",
  lower(o.country) AS "o.shout_column"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
ORDER BY 1
