SELECT
  FALSE AS never,
  t."t.hours" AS "t.hours"
FROM (
  SELECT
    count(*) AS rows
  FROM orders AS o
) AS o
CROSS JOIN (
  SELECT
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
) AS t
