SELECT
  c.country AS "c.country",
  CAST(sum(o.amount) AS DOUBLE PRECISION) / nullif(count(*) FILTER (WHERE o.status = 'paid'), 0) AS revenue_per_paid,
  sum(o.amount) FILTER (WHERE c.country = payer.country) AS domestic
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
LEFT JOIN customers AS payer ON o.payer_id = payer.id
GROUP BY 1
ORDER BY c.country COLLATE "C" NULLS LAST
