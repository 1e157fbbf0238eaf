SELECT
  CASE WHEN lower(m.text) IS NOT NULL THEN TRUE END AS "m.is_there",
  count(*) AS "o.n"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN notes AS m ON o.code = lower(m.text)
GROUP BY 1
