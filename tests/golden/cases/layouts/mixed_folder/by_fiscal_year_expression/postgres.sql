SELECT
  CAST(date_trunc('year', CAST(o.ordered_on AS TIMESTAMP) - INTERVAL '3 months') + INTERVAL '3 months' AS DATE) AS "o.fiscal_year",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
