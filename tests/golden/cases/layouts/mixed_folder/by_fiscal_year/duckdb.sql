SELECT
  CAST(date_trunc('year', o.ordered_on - INTERVAL 3 MONTH) + INTERVAL 3 MONTH AS DATE) AS "o.ordered_on.year",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
