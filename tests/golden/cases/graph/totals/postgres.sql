SELECT
  answer."buyer.region.name" AS "buyer.region.name",
  answer."order.revenue" AS "order.revenue",
  answer."ticket.ticket_count" AS "ticket.ticket_count",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    coalesce("order"."buyer.region.name", ticket."buyer.region.name") AS "buyer.region.name",
    "order"."order.revenue" AS "order.revenue",
    coalesce(ticket."ticket.ticket_count", 0) AS "ticket.ticket_count",
    0 AS "grouping"
  FROM (
    SELECT
      buyer_region.name AS "buyer.region.name",
      sum("order".amount) AS "order.revenue"
    FROM orders AS "order"
    LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
    LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
    GROUP BY 1
  ) AS "order"
  FULL JOIN (
    SELECT
      ticket_buyer_region.name AS "buyer.region.name",
      count(*) AS "ticket.ticket_count"
    FROM tickets AS ticket
    LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
    LEFT JOIN regions AS ticket_buyer_region ON ticket_buyer.region_id = ticket_buyer_region.id
    GROUP BY 1
  ) AS ticket ON ARRAY["order"."buyer.region.name"] = ARRAY[ticket."buyer.region.name"]
  UNION ALL
  SELECT
    NULL AS "buyer.region.name",
    "order"."order.revenue" AS "order.revenue",
    ticket."ticket.ticket_count" AS "ticket.ticket_count",
    1 AS "grouping"
  FROM (
    SELECT
      sum("order".amount) AS "order.revenue"
    FROM orders AS "order"
  ) AS "order"
  CROSS JOIN (
    SELECT
      count(*) AS "ticket.ticket_count"
    FROM tickets AS ticket
  ) AS ticket
) AS answer
ORDER BY 4
