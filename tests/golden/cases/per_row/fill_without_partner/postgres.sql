SELECT
  CASE WHEN c.id IS NOT NULL THEN coalesce(c_revenue_or_zero.value, 0) END AS filled,
  CASE WHEN c.id IS NOT NULL THEN coalesce(c_count_and_one.value, 0 + 1) END AS and_one,
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN (
  SELECT
    c.id AS key_1,
    coalesce(sum(o.amount), 0) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_revenue_or_zero ON c.id = c_revenue_or_zero.key_1
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) + 1 AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_count_and_one ON c.id = c_count_and_one.key_1
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, 2 NULLS LAST
