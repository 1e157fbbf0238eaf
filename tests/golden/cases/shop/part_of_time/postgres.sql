SELECT
  CAST(date_part('isodow', o.ordered_at) AS BIGINT) AS "o.ordered_at.day_of_week",
  count(*) AS "o.order_count"
FROM orders AS o
WHERE CAST(date_part('month', o.ordered_at) AS BIGINT) IN (1, 2)
GROUP BY 1
ORDER BY 1 NULLS LAST
