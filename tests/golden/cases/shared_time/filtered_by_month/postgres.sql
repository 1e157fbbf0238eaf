SELECT
  coalesce(o."c.country", t."c.country") COLLATE "C" AS "c.country",
  o."o.amount" AS "o.amount",
  t."t.hours" AS "t.hours"
FROM (
  SELECT
    c.country AS "c.country",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  WHERE o.placed >= TIMESTAMP '2026-01-01 00:00:00'
    AND o.placed < TIMESTAMP '2026-02-01 00:00:00'
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  WHERE t.opened >= TIMESTAMP '2026-01-01 00:00:00'
    AND t.opened < TIMESTAMP '2026-02-01 00:00:00'
  GROUP BY 1
) AS t ON ARRAY[o."c.country"] = ARRAY[t."c.country"]
ORDER BY 1 NULLS LAST
