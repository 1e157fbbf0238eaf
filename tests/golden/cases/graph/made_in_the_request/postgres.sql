SELECT
  coalesce(item."order.buyer.name", "order"."order.buyer.name") AS "order.buyer.name",
  item.value AS value,
  "order".paid_by_ann AS paid_by_ann,
  coalesce("order".payers, 0) AS payers,
  "order".north AS north
FROM (
  SELECT
    item_order_buyer.name AS "order.buyer.name",
    sum(item.quantity * item_order.amount) AS value
  FROM items AS item
  LEFT JOIN orders AS item_order ON item.order_id = item_order.id
  LEFT JOIN customers AS item_order_buyer ON item_order.buyer_id = item_order_buyer.id
  GROUP BY 1
) AS item
FULL JOIN (
  SELECT
    buyer.name AS "order.buyer.name",
    sum("order".amount) FILTER (WHERE payer.name = 'ann') AS paid_by_ann,
    count(DISTINCT payer.name) AS payers,
    sum("order".amount) FILTER (WHERE buyer_region.name = 'north') AS north
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  GROUP BY 1
) AS "order" ON ARRAY[item."order.buyer.name"] = ARRAY["order"."order.buyer.name"]
