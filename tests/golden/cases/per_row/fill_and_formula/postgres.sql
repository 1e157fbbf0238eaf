SELECT
  c.name AS "c.name",
  coalesce(c_revenue_or_zero.value, 0) AS filled,
  coalesce(c_count_and_one.value, 0 + 1) AS and_one,
  c_count_or_null.value AS or_null,
  coalesce(c_paid_count.value, 0) AS paid,
  count(*) AS "c.customer_count"
FROM customers AS c
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
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_count_or_null ON c.id = c_count_or_null.key_1
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) FILTER (WHERE o.status = 'paid') AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_paid_count ON c.id = c_paid_count.key_1
GROUP BY 1, 2, 3, 4, 5
ORDER BY c.name COLLATE "C" NULLS LAST, 2, 3, 4 NULLS LAST, 5
