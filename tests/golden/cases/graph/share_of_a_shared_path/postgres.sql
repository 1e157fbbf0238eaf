SELECT
  coalesce("order"."buyer.region.name", ticket."buyer.region.name") AS "buyer.region.name",
  coalesce("order"."buyer.name", ticket."buyer.name") AS "buyer.name",
  CAST("order"."order.share_in_region" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "order.share_in_region",
  CAST(coalesce(ticket.tickets, 0) AS DOUBLE PRECISION) / nullif(whole.value_2, 0) AS tickets,
  CAST(coalesce(ticket.tickets, 0) AS DOUBLE PRECISION) / nullif(whole_2.value, 0) AS of_all
FROM (
  SELECT
    buyer_region.name AS "buyer.region.name",
    buyer.name AS "buyer.name",
    sum("order".amount) AS "order.share_in_region"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  GROUP BY 1, 2
) AS "order"
FULL JOIN (
  SELECT
    ticket_buyer_region.name AS "buyer.region.name",
    ticket_buyer.name AS "buyer.name",
    count(*) AS tickets
  FROM tickets AS ticket
  LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
  LEFT JOIN regions AS ticket_buyer_region ON ticket_buyer.region_id = ticket_buyer_region.id
  GROUP BY 1, 2
) AS ticket ON ARRAY["order"."buyer.region.name"] = ARRAY[ticket."buyer.region.name"] AND ARRAY["order"."buyer.name"] = ARRAY[ticket."buyer.name"]
LEFT JOIN (
  SELECT
    coalesce("order".key_1, ticket.key_1) AS key_1,
    "order".value AS value,
    coalesce(ticket.value_2, 0) AS value_2
  FROM (
    SELECT
      buyer_region.name AS key_1,
      sum("order".amount) AS value
    FROM orders AS "order"
    LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
    LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
    GROUP BY 1
  ) AS "order"
  FULL JOIN (
    SELECT
      ticket_buyer_region.name AS key_1,
      count(*) AS value_2
    FROM tickets AS ticket
    LEFT JOIN customers AS ticket_buyer ON ticket.customer_id = ticket_buyer.id
    LEFT JOIN regions AS ticket_buyer_region ON ticket_buyer.region_id = ticket_buyer_region.id
    GROUP BY 1
  ) AS ticket ON ARRAY["order".key_1] = ARRAY[ticket.key_1]
) AS whole ON ARRAY[coalesce("order"."buyer.region.name", ticket."buyer.region.name")] = ARRAY[whole.key_1]
CROSS JOIN (
  SELECT
    count(*) AS value
  FROM tickets AS ticket
) AS whole_2
