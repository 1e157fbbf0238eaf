SELECT
  date_trunc('quarter', o.at) AS "o.fiscal_quarter",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
