SELECT
  m.text AS "m.text",
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN notes AS m ON o.id = m.order_id
GROUP BY 1
ORDER BY m.text COLLATE "C" NULLS LAST
