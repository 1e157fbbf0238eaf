SELECT
  date_trunc('week', o.at - INTERVAL '6 days') + INTERVAL '6 days' AS "o.at.week",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
