SELECT
  coalesce("order"."buyer.name", ticket."buyer.name") AS "buyer.name",
  "order"."order.revenue" AS "order.revenue",
  ticket."ticket.minutes" AS "ticket.minutes"
FROM (
  SELECT
    buyer.name AS "buyer.name",
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  WHERE "order".ordered_at < DATE '2024-02-01'
    AND (buyer.country = 'NL' OR buyer_region.name = 'south')
  GROUP BY 1
) AS "order"
FULL JOIN (
  SELECT
    ticket_buyer.name AS "buyer.name",
    sum(ticket.minutes) AS "ticket.minutes"
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  LEFT JOIN regions AS ticket_buyer_region ON ticket_buyer.region_id = ticket_buyer_region.id
  WHERE ticket.opened_on < DATE '2024-02-01'
    AND (ticket_buyer.country = 'NL' OR ticket_buyer_region.name = 'south')
  GROUP BY 1
) AS ticket ON ARRAY["order"."buyer.name"] = ARRAY[ticket."buyer.name"]
