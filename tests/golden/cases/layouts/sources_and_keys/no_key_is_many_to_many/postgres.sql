SELECT
  o."m.text" AS "m.text",
  sum(o.amount) AS "o.raw"
FROM (
  SELECT DISTINCT
    m.text AS "m.text",
    o.amount AS amount,
    o.id AS id
  FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
  LEFT JOIN notes AS m ON o.id = m.order_id
) AS o
GROUP BY 1
