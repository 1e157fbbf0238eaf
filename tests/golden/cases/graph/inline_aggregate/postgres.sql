SELECT
  item_order_buyer.name AS "order.buyer.name",
  sum(item.quantity * item_order.amount) AS item_value
FROM items AS item
LEFT JOIN orders AS item_order ON item.order_id = item_order.id
LEFT JOIN customers AS item_order_buyer ON item_order.buyer_id = item_order_buyer.id
GROUP BY 1
