SELECT
  coalesce("order".minutes, ticket.minutes) AS minutes,
  coalesce("order"."order.order_count", 0) AS "order.order_count",
  coalesce(ticket."ticket.ticket_count", 0) AS "ticket.ticket_count"
FROM (
  SELECT
    ticket_buyer_minutes.value AS minutes,
    count(*) AS "order.order_count"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN (
    SELECT
      ticket_buyer.id AS key_1,
      sum(ticket.minutes) AS value
    FROM tickets AS ticket
    LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
    GROUP BY 1
  ) AS ticket_buyer_minutes ON buyer.id = ticket_buyer_minutes.key_1
  GROUP BY 1
) AS "order"
FULL JOIN (
  SELECT
    ticket_buyer_minutes_.value AS minutes,
    count(*) AS "ticket.ticket_count"
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  LEFT JOIN (
    SELECT
      ticket_buyer.id AS key_1,
      sum(ticket.minutes) AS value
    FROM tickets AS ticket
    LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
    GROUP BY 1
  ) AS ticket_buyer_minutes_ ON ticket_buyer.id = ticket_buyer_minutes_.key_1
  GROUP BY 1
) AS ticket ON ARRAY["order".minutes] = ARRAY[ticket.minutes]
