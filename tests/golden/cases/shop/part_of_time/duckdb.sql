SELECT
  date_part('isodow', o.ordered_at) AS "o.ordered_at.day_of_week",
  count(*) AS "o.order_count"
FROM orders AS o
WHERE date_part('month', o.ordered_at) IN (1, 2)
GROUP BY 1
ORDER BY 1 NULLS LAST
