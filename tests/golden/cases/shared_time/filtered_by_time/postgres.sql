SELECT
  o."o.amount" AS "o.amount",
  o_by_shipped."o.shipped_amount" AS "o.shipped_amount",
  t."t.hours" AS "t.hours"
FROM (
  SELECT
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  WHERE o.placed >= TIMESTAMP '2026-02-01 00:00:00'
    AND o.placed < TIMESTAMP '2026-03-01 00:00:00'
) AS o
CROSS JOIN (
  SELECT
    sum(o.amount) AS "o.shipped_amount"
  FROM orders AS o
  WHERE o.shipped >= TIMESTAMP '2026-02-01 00:00:00'
    AND o.shipped < TIMESTAMP '2026-03-01 00:00:00'
) AS o_by_shipped
CROSS JOIN (
  SELECT
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
  WHERE t.opened >= TIMESTAMP '2026-02-01 00:00:00'
    AND t.opened < TIMESTAMP '2026-03-01 00:00:00'
) AS t
