SELECT
  coalesce(o.orders_made, l.orders_made) AS orders_made,
  coalesce(o."o.order_count", 0) AS "o.order_count",
  l."l.quantity" AS "l.quantity"
FROM (
  SELECT
    CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS orders_made,
    count(*) AS "o.order_count"
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS orders_made,
    sum(l.quantity) AS "l.quantity"
  FROM lines AS l
  LEFT JOIN orders AS o ON o.id = l.order_id
  LEFT JOIN customers AS c ON o.customer_id = c.id
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  GROUP BY 1
) AS l ON ARRAY[o.orders_made] = ARRAY[l.orders_made]
ORDER BY 1 NULLS LAST
