SELECT
  o."time.month" AS "time.month",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    CAST(date_trunc('month', CAST(o.placed AS TIMESTAMP)) AS DATE) AS "time.month",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  GROUP BY 1
) AS o
LEFT JOIN (
  SELECT
    CAST(date_trunc('month', t.opened) AS DATE) AS "time.month",
    sum(t.hours) AS value
  FROM tickets AS t
  GROUP BY 1
) AS t ON ARRAY[o."time.month"] = ARRAY[t."time.month"]
WHERE t.value >= 4 OR o."time.month" >= DATE '2026-01-01' AND o."time.month" < DATE '2026-02-01'
ORDER BY t.value DESC NULLS LAST, 1 NULLS LAST
