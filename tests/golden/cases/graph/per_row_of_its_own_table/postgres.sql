SELECT
  count(*) AS "customer.customer_count"
FROM customers AS customer
LEFT JOIN (
  SELECT
    buyer.id AS key_1,
    count(*) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  GROUP BY 1
) AS buyer_order_count ON customer.id = buyer_order_count.key_1
WHERE coalesce(buyer_order_count.value, 0) > 1
