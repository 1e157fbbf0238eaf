SELECT
  s.city AS "s.city",
  count(*) AS "o.order_count"
FROM orders AS o
LEFT JOIN stores AS s ON o.store_chain = s.chain AND o.store_number = s.number
GROUP BY 1
