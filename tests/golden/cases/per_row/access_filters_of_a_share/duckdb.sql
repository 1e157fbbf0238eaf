SELECT
  o."c.name" AS "c.name",
  o."c.orders_made" AS "c.orders_made",
  o.share / nullif(whole.value, 0) AS share
FROM (
  SELECT
    c.name AS "c.name",
    CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS "c.orders_made",
    sum(o.amount) AS share
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    WHERE o.status = 'paid'
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  WHERE o.status = 'paid'
  GROUP BY 1, 2
) AS o
LEFT JOIN (
  SELECT
    CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS key_1,
    sum(o.amount) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    WHERE o.status = 'paid'
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  WHERE o.status = 'paid'
  GROUP BY 1
) AS whole ON o."c.orders_made" IS NOT DISTINCT FROM whole.key_1
