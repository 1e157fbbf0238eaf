SELECT
  ticket_buyer.name AS "buyer.name",
  CASE WHEN ticket_buyer.id IS NOT NULL THEN coalesce(payer_order_count.value, 0) END AS "buyer.orders_paid",
  count(*) AS "ticket.ticket_count"
FROM tickets AS ticket
LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
LEFT JOIN regions AS ticket_buyer_region ON ticket_buyer.region_id = ticket_buyer_region.id
LEFT JOIN (
  SELECT
    payer.id AS key_1,
    count(*) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  WHERE buyer_region.name = 'north'
  GROUP BY 1
) AS payer_order_count ON ticket_buyer.id = payer_order_count.key_1
WHERE ticket_buyer_region.name = 'north'
GROUP BY 1, 2
