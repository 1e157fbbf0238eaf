SELECT
  customer."ticket.opened_on.month" AS "ticket.opened_on.month",
  count(*) AS "customer.customer_count"
FROM (
  SELECT DISTINCT
    CAST(date_trunc('month', CAST(customer_ticket.opened_on AS TIMESTAMP)) AS DATE) AS "ticket.opened_on.month",
    customer.id AS id
  FROM customers AS customer
  LEFT JOIN tickets AS customer_ticket ON customer.id = customer_ticket.customer_id
) AS customer
GROUP BY 1
