SELECT
  o.code AS "o.secret",
  count(DISTINCT o.code) AS "o.secret_n"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
GROUP BY 1
ORDER BY o.code COLLATE "C" NULLS LAST
