-- A DISTINCT of kind and customer that is then counted takes 1.03 times as long; with the pairs of order
-- and kind made distinct first 1.5 times.
SELECT l.kind, count(DISTINCT o.customer_id)
FROM orders AS o
LEFT JOIN lines AS l ON l.order_id = o.id
GROUP BY 1
