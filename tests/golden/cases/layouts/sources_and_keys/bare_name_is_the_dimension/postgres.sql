SELECT
  lower(o.country) AS "o.land",
  sum(o.amount * 2) AS "o.doubled",
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
GROUP BY 1
ORDER BY lower(o.country) COLLATE "C" NULLS LAST
