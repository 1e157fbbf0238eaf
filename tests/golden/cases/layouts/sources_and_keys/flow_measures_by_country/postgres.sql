SELECT
  s.country AS "s.country",
  CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(*), 0) AS per_order,
  sum(o.amount * 2 * r.rate) AS weighted,
  sum(o.amount) FILTER (WHERE s.country = 'NL') AS dutch,
  count(*) FILTER (WHERE s.country = 'NL') AS dutch_n
FROM (
select id, code, country, year, amount
from raw_orders
where not deleted  -- those are gone
) AS o
LEFT JOIN shops AS s ON upper(o.code) = s.code
LEFT JOIN rates AS r ON s.country = r.country AND o.year = r.year
GROUP BY 1
ORDER BY s.country COLLATE "C" NULLS LAST
