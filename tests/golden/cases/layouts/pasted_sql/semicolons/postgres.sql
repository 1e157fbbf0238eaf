SELECT
  sum(o.amount) AS "o.total"
FROM (
select id, amount, ';' as mark from raw_orders
) AS o
