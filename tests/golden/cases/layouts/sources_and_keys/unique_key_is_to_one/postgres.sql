SELECT
  s.id AS "s.id",
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN shops AS s ON upper(o.code) = s.code
GROUP BY 1
ORDER BY 1 NULLS LAST
