SELECT
  o."s.id" AS "s.id",
  sum(o.amount) AS "o.raw"
FROM (
  SELECT DISTINCT
    s.id AS "s.id",
    o.amount AS amount,
    o.id AS id
  FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
  LEFT JOIN shops AS s ON upper(o.code) = s.code
) AS o
GROUP BY 1
