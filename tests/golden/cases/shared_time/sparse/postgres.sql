SELECT
  date_trunc('day', o.shipped) AS "time.day",
  sum(o.amount) FILTER (WHERE o.amount >= 20) AS "o.big_shipped",
  count(*) AS "o.shipped_count"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
