SELECT
  CAST(date_trunc('week', CAST(o.ordered_on AS TIMESTAMP) - INTERVAL '6 days') + INTERVAL '6 days' AS DATE) AS "o.ordered_on.week",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
