SELECT
  item.product AS product,
  sum(item.quantity) AS units
FROM items AS item
GROUP BY 1
