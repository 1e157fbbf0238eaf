-- SEMI JOIN and IN take the same time, a join with the distinct orders does, too; EXISTS 2.9 times.
SELECT channel, sum(amount), count(*)
FROM orders
WHERE id IN (SELECT order_id FROM lines WHERE kind = 'kind 7')
GROUP BY 1
