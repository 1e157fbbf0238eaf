SELECT
  "order"."order.revenue" AS "order.revenue",
  ticket."ticket.ticket_count" AS "ticket.ticket_count"
FROM (
  SELECT
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  WHERE buyer.country = 'NL'
) AS "order"
CROSS JOIN (
  SELECT
    count(*) AS "ticket.ticket_count"
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  WHERE ticket_buyer.country = 'NL'
) AS ticket
