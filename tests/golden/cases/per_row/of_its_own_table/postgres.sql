SELECT
  o.id AS "o.id",
  o_revenue.value AS own,
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN (
  SELECT
    o.id AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  GROUP BY 1
) AS o_revenue ON o.id = o_revenue.key_1
LEFT JOIN (
  SELECT
    c.key_1 AS key_1,
    count(*) AS value
  FROM (
    SELECT DISTINCT
      o.id AS key_1,
      c.id AS id
    FROM customers AS c
    LEFT JOIN orders AS o ON o.customer_id = c.id
  ) AS c
  GROUP BY 1
) AS o_customer_count ON o.id = o_customer_count.key_1
WHERE coalesce(o_customer_count.value, 0) = 1
GROUP BY 1, 2
ORDER BY 1
