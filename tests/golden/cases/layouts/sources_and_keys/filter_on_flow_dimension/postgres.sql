SELECT
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN shops AS s ON upper(o.code) = s.code
WHERE (lower(o.country) = lower(s.country)) IS DISTINCT FROM TRUE
