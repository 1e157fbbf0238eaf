SELECT
  coalesce("order"."buyer.region_name", ticket."buyer.region_name") AS "buyer.region_name",
  "order"."order.revenue" AS "order.revenue",
  coalesce(ticket."ticket.ticket_count", 0) AS "ticket.ticket_count"
FROM (
  SELECT
    CASE WHEN buyer.id IS NOT NULL THEN buyer_region.name END AS "buyer.region_name",
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  GROUP BY 1
) AS "order"
FULL JOIN (
  SELECT
    CASE WHEN ticket_buyer.id IS NOT NULL THEN ticket_buyer_region.name END AS "buyer.region_name",
    count(*) AS "ticket.ticket_count"
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  LEFT JOIN regions AS ticket_buyer_region ON ticket_buyer.region_id = ticket_buyer_region.id
  GROUP BY 1
) AS ticket ON ARRAY["order"."buyer.region_name"] = ARRAY[ticket."buyer.region_name"]
