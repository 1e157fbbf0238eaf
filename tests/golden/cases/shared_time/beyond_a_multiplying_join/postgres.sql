SELECT
  o."time.month" AS "time.month",
  o."t.opened.month" AS "t.opened.month",
  sum(o.amount) AS "o.amount"
FROM (
  SELECT DISTINCT
    CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS "time.month",
    date_trunc('month', t.opened) AS "t.opened.month",
    o.amount AS amount,
    o.id AS id
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  LEFT JOIN tickets AS t ON c.id = t.customer_id
) AS o
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, 2 NULLS LAST
