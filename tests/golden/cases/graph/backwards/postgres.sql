SELECT
  "order"."item.product" AS "item.product",
  sum("order".amount) AS "order.revenue"
FROM (
  SELECT DISTINCT
    order_item.product AS "item.product",
    "order".amount AS amount,
    "order".id AS id
  FROM orders AS "order"
  LEFT JOIN items AS order_item ON "order".id = order_item.order_id
) AS "order"
GROUP BY 1
