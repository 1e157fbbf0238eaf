SELECT
  o."l.product" AS "l.product",
  sum(o.amount) AS "o.revenue",
  sum(o.amount) FILTER (WHERE o.value) AS of_frequent
FROM (
  SELECT DISTINCT
    l.product AS "l.product",
    o.amount AS amount,
    CASE WHEN payer.id IS NOT NULL THEN coalesce(payer_order_count.value, 0) END = 3 AS value,
    o.id AS id
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  LEFT JOIN customers AS payer ON o.payer_id = payer.id
  LEFT JOIN lines AS l ON o.id = l.order_id
  LEFT JOIN (
    SELECT
      payer.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS payer ON o.payer_id = payer.id
    GROUP BY 1
  ) AS payer_order_count ON payer.id = payer_order_count.key_1
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON o.customer_id = c.id
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  WHERE CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END > 2
) AS o
GROUP BY 1
ORDER BY o."l.product" COLLATE "C" NULLS LAST
