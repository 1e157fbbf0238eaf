SELECT
  c.country AS "c.country",
  CAST(sum(coalesce(c_order_count.value, 0)) FILTER (WHERE coalesce(c_order_count.value, 0) > 2) AS BIGINT) AS "c.orders_of_frequent"
FROM customers AS c
LEFT JOIN (
  SELECT
    c.id AS key_1,
    count(*) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS c_order_count ON c.id = c_order_count.key_1
CROSS JOIN (
  SELECT
    count(*) AS value
  FROM customers AS c
) AS all_customer_count
WHERE all_customer_count.value = 4
GROUP BY 1
ORDER BY c.country COLLATE "C" NULLS LAST
