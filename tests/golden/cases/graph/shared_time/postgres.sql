SELECT
  coalesce("order"."time.month", ticket."time.month", item."time.month") AS "time.month",
  "order"."order.revenue" AS "order.revenue",
  coalesce(ticket."ticket.ticket_count", 0) AS "ticket.ticket_count",
  item."item.units" AS "item.units"
FROM (
  SELECT
    CAST(date_trunc('month', CAST("order".ordered_at AS TIMESTAMP)) AS DATE) AS "time.month",
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  GROUP BY 1
) AS "order"
FULL JOIN (
  SELECT
    CAST(date_trunc('month', CAST(ticket.opened_on AS TIMESTAMP)) AS DATE) AS "time.month",
    count(*) AS "ticket.ticket_count"
  FROM tickets AS ticket
  GROUP BY 1
) AS ticket ON ARRAY["order"."time.month"] = ARRAY[ticket."time.month"]
FULL JOIN (
  SELECT
    CAST(date_trunc('month', CAST(item_order.ordered_at AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(item.quantity) AS "item.units"
  FROM items AS item
  LEFT JOIN orders AS item_order ON item.order_id = item_order.id
  GROUP BY 1
) AS item ON ARRAY[coalesce("order"."time.month", ticket."time.month")] = ARRAY[item."time.month"]
