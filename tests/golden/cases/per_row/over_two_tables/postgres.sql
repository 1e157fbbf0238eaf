SELECT
  c.name AS "c.name",
  c_revenue_per_item.value AS per_item,
  count(*) AS "c.customer_count"
FROM customers AS c
LEFT JOIN (
  SELECT
    coalesce(o.key_1, l.key_1) AS key_1,
    CAST(o.revenue_per_item AS DOUBLE PRECISION) / nullif(l.revenue_per_item, 0) AS value
  FROM (
    SELECT
      c.id AS key_1,
      sum(o.amount) AS revenue_per_item
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    GROUP BY 1
  ) AS o
  FULL JOIN (
    SELECT
      c.id AS key_1,
      sum(l.quantity) AS revenue_per_item
    FROM lines AS l
    LEFT JOIN orders AS o ON o.id = l.order_id
    LEFT JOIN customers AS c ON o.customer_id = c.id
    GROUP BY 1
  ) AS l ON ARRAY[o.key_1] = ARRAY[l.key_1]
) AS c_revenue_per_item ON c.id = c_revenue_per_item.key_1
GROUP BY 1, 2
ORDER BY c.name COLLATE "C" NULLS LAST, 2 NULLS LAST
