SELECT
  customer."customer.name" AS "customer.name"
FROM (
  SELECT DISTINCT
    customer.name AS "customer.name"
  FROM customers AS customer
) AS customer
LEFT JOIN (
  SELECT
    ticket_buyer.name AS "customer.name",
    count(*) AS value
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  GROUP BY 1
) AS ticket ON ARRAY[customer."customer.name"] = ARRAY[ticket."customer.name"]
WHERE coalesce(ticket.value, 0) > 0
