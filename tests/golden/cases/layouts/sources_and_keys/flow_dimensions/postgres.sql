SELECT
  lower(o.country) = lower(s.country) AS at_home,
  concat_ws('/', s.country, lower(o.country)) AS place,
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN shops AS s ON upper(o.code) = s.code
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, concat_ws('/', s.country, lower(o.country)) COLLATE "C" NULLS LAST
