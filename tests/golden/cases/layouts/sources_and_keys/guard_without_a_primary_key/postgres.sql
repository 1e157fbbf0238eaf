SELECT
  CASE WHEN m.order_id IS NOT NULL THEN coalesce(m.text, 'none') END AS "m.text_or_none",
  CASE WHEN m.order_id IS NOT NULL THEN TRUE END AS "m.is_there",
  sum(o.amount) AS "o.raw"
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN notes AS m ON o.id = m.order_id
GROUP BY 1, 2
ORDER BY CASE WHEN m.order_id IS NOT NULL THEN coalesce(m.text, 'none') END COLLATE "C" NULLS LAST, 2 NULLS LAST
