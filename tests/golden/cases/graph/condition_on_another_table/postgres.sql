SELECT
  "order"."buyer.name" AS "buyer.name",
  "order"."order.revenue" AS "order.revenue"
FROM (
  SELECT
    buyer.name AS "buyer.name",
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  GROUP BY 1
) AS "order"
LEFT JOIN (
  SELECT
    ticket_buyer.name AS "buyer.name",
    count(*) AS value
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  GROUP BY 1
) AS ticket ON ARRAY["order"."buyer.name"] = ARRAY[ticket."buyer.name"]
WHERE coalesce(ticket.value, 0) >= 2
