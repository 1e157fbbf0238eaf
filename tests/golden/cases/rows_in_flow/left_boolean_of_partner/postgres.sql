SELECT
  CASE WHEN c.id IS NOT NULL THEN c.country IS NULL END AS "c.is_unknown",
  sum(o.amount) AS "o.amount"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
GROUP BY 1
ORDER BY 1 NULLS LAST
