SELECT
  sum(o.amount) AS "o.total"
FROM fct_orders AS o
WHERE o.status = 'paid'
  AND upper(o.channel) ILIKE 'w%' ESCAPE ''
