WITH semaflow_groups AS (
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
)
SELECT
  answer.orders_made AS orders_made,
  answer."o.order_count" AS "o.order_count",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    o.orders_made AS orders_made,
    o."o.order_count" AS "o.order_count",
    0 AS "grouping"
  FROM semaflow_groups AS o
  UNION ALL
  SELECT
    NULL AS orders_made,
    coalesce(CAST(sum(o."o.order_count") AS BIGINT), 0) AS "o.order_count",
    1 AS "grouping"
  FROM semaflow_groups AS o
) AS answer
ORDER BY 3, 1 NULLS LAST
