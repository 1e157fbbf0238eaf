SELECT
  count(*) AS "o.n",
  count(*) FILTER (WHERE c.country = 'NL') AS "o.n_nl",
  CAST(sum(o.amount) FILTER (WHERE c.country = 'NL') AS DOUBLE PRECISION) / nullif(sum(o.amount), 0) AS "o.share_nl",
  count(*) FILTER (WHERE c.country = 'NL' AND o.status = 'paid') AS "o.paid_nl",
  sum(o.amount) FILTER (WHERE c.country = 'NL') AS "o.sum_nl"
FROM orders AS o
LEFT JOIN customers AS c ON o.customer_id = c.id
