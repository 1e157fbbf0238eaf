SELECT
  count(*) AS shops_of_orders
FROM shops AS s
