SELECT
  coalesce(ticket."buyer.name", "order"."buyer.name") AS "buyer.name",
  CAST(coalesce(ticket.tickets_per_order, 0) AS DOUBLE PRECISION) / nullif(coalesce("order".tickets_per_order, 0), 0) AS tickets_per_order
FROM (
  SELECT
    ticket_buyer.name AS "buyer.name",
    count(*) AS tickets_per_order
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  GROUP BY 1
) AS ticket
FULL JOIN (
  SELECT
    buyer.name AS "buyer.name",
    count(*) AS tickets_per_order
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  GROUP BY 1
) AS "order" ON ARRAY[ticket."buyer.name"] = ARRAY["order"."buyer.name"]
