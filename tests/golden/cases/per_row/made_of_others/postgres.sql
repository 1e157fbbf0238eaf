SELECT
  c_orders_of_frequent.value AS n,
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN (
  SELECT
    c.id AS key_1,
    CAST(sum(coalesce(c_order_count.value, 0)) FILTER (WHERE coalesce(c_order_count.value, 0) > 2) AS BIGINT) AS value
  FROM customers AS c
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  GROUP BY 1
) AS c_orders_of_frequent ON c.id = c_orders_of_frequent.key_1
GROUP BY 1
