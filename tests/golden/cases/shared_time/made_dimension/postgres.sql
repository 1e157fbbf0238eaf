SELECT
  CAST(date_part('year', o.placed) AS BIGINT) AS year,
  sum(o.amount) AS "o.amount",
  count(*) AS "o.order_count"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
