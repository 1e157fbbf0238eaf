SELECT
  ticket_buyer.name AS "buyer.name",
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
) AS buyer_order_count ON ticket_buyer.id = buyer_order_count.key_1
WHERE CASE WHEN ticket_buyer.id IS NOT NULL THEN coalesce(buyer_order_count.value, 0) END > 1
GROUP BY 1
