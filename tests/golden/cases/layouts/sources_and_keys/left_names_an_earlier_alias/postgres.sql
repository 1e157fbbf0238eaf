SELECT
  r.rate AS "r.rate",
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN shops AS s ON upper(o.code) = s.code
LEFT JOIN rates AS r ON s.country = r.country AND o.year = r.year
GROUP BY 1
ORDER BY 1 NULLS LAST
