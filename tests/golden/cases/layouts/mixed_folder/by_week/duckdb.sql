SELECT
  CAST(date_trunc('week', o.ordered_on - INTERVAL 6 DAY) + INTERVAL 6 DAY AS DATE) AS "o.ordered_on.week",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
