SELECT
  coalesce("order"."buyer.name", ticket."buyer.name") AS "buyer.name",
  "order"."order.revenue" AS "order.revenue",
  coalesce(ticket."ticket.ticket_count", 0) AS "ticket.ticket_count"
FROM (
  SELECT
    buyer.name AS "buyer.name",
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  WHERE buyer_region.name = 'north'
  GROUP BY 1
) AS "order"
FULL JOIN (
  SELECT
    ticket_buyer.name AS "buyer.name",
    count(*) AS "ticket.ticket_count"
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  LEFT JOIN regions AS ticket_buyer_region ON ticket_buyer.region_id = ticket_buyer_region.id
  WHERE ticket_buyer_region.name = 'north'
  GROUP BY 1
) AS ticket ON ARRAY["order"."buyer.name"] = ARRAY[ticket."buyer.name"]
