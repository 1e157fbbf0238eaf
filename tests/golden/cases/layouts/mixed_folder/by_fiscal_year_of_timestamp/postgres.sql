SELECT
  date_trunc('year', o.at - INTERVAL '3 months') + INTERVAL '3 months' AS "o.at.year",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
