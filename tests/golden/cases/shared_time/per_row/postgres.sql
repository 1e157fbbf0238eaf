SELECT
  coalesce(o."time.month", t."time.month") AS "time.month",
  coalesce(o.orders_made, t.orders_made) AS orders_made,
  coalesce(o."o.order_count", 0) AS "o.order_count",
  coalesce(t."t.ticket_count", 0) AS "t.ticket_count"
FROM (
  SELECT
    CAST(CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS TIMESTAMP) AS "time.month",
    CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS orders_made,
    count(*) AS "o.order_count"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM tickets AS t
    LEFT JOIN customers AS c ON c.id = t.customer_id
    GROUP BY 1
  ) AS c_ticket_count ON c.id = c_ticket_count.key_1
  WHERE CASE WHEN c.id IS NOT NULL THEN coalesce(c_ticket_count.value, 0) END > 0
  GROUP BY 1, 2
) AS o
FULL JOIN (
  SELECT
    date_trunc('month', t.opened) AS "time.month",
    CASE WHEN c.id IS NOT NULL THEN coalesce(c_order_count.value, 0) END AS orders_made,
    count(*) AS "t.ticket_count"
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    GROUP BY 1
  ) AS c_order_count ON c.id = c_order_count.key_1
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      count(*) AS value
    FROM tickets AS t
    LEFT JOIN customers AS c ON c.id = t.customer_id
    GROUP BY 1
  ) AS c_ticket_count ON c.id = c_ticket_count.key_1
  WHERE CASE WHEN c.id IS NOT NULL THEN coalesce(c_ticket_count.value, 0) END > 0
  GROUP BY 1, 2
) AS t ON ARRAY[CAST(o."time.month" AS TIMESTAMP)] = ARRAY[CAST(t."time.month" AS TIMESTAMP)] AND ARRAY[o.orders_made] = ARRAY[t.orders_made]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
