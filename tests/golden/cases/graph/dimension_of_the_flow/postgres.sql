SELECT
  coalesce("order".same_country, item.same_country) AS same_country,
  "order"."order.revenue" AS "order.revenue",
  item."item.units" AS "item.units"
FROM (
  SELECT
    buyer.country = payer.country AS same_country,
    sum("order".amount) AS "order.revenue"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  GROUP BY 1
) AS "order"
FULL JOIN (
  SELECT
    CASE WHEN item_order.id IS NOT NULL THEN item_order_buyer.country = item_order_payer.country END AS same_country,
    sum(item.quantity) AS "item.units"
  FROM items AS item
  LEFT JOIN orders AS item_order ON item.order_id = item_order.id
  LEFT JOIN customers AS item_order_buyer ON item_order.buyer_id = item_order_buyer.id
  LEFT JOIN customers AS item_order_payer ON item_order.payer_id = item_order_payer.id
  GROUP BY 1
) AS item ON ARRAY["order".same_country] = ARRAY[item.same_country]
