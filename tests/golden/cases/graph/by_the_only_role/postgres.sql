SELECT
  ticket_buyer.name AS "customer.name",
  count(*) AS "ticket.ticket_count"
FROM tickets AS ticket
LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
GROUP BY 1
