SELECT
  o."o.amount" AS "o.amount",
  t."t.hours" AS "t.hours",
  CAST(o."o.amount" AS DOUBLE PRECISION) / nullif(t."t.hours", 0) AS amount_per_hour
FROM (
  SELECT
    sum(o.amount) AS "o.amount"
  FROM orders AS o
) AS o
CROSS JOIN (
  SELECT
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
) AS t
