SELECT
  sum(o.amount) FILTER (WHERE CASE WHEN c.id IS NOT NULL THEN coalesce(c_paid_only.value, 0) END > 1) AS x
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) FILTER (WHERE o.status = 'paid') AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_paid_only ON c.id = c_paid_only.key_1
