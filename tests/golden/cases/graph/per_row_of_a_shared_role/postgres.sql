SELECT
  coalesce("order"."buyer.orders_bought", ticket."buyer.orders_bought") AS "buyer.orders_bought",
  "order"."order.revenue" AS "order.revenue",
  coalesce(ticket."ticket.ticket_count", 0) AS "ticket.ticket_count"
FROM (
  SELECT
    CASE WHEN buyer.id IS NOT NULL THEN coalesce(buyer_order_count.value, 0) END AS "buyer.orders_bought",
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN (
    SELECT
      buyer.id AS key_1,
      count(*) AS value
    FROM orders AS "order"
    LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
    GROUP BY 1
  ) AS buyer_order_count ON buyer.id = buyer_order_count.key_1
  GROUP BY 1
) AS "order"
FULL JOIN (
  SELECT
    CASE WHEN ticket_buyer.id IS NOT NULL THEN coalesce(buyer_order_count_.value, 0) END AS "buyer.orders_bought",
    count(*) AS "ticket.ticket_count"
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  LEFT JOIN (
    SELECT
      buyer.id AS key_1,
      count(*) AS value
    FROM orders AS "order"
    LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
    GROUP BY 1
  ) AS buyer_order_count_ ON ticket_buyer.id = buyer_order_count_.key_1
  GROUP BY 1
) AS ticket ON ARRAY[CAST("order"."buyer.orders_bought" AS BIGINT)] = ARRAY[CAST(ticket."buyer.orders_bought" AS BIGINT)]
