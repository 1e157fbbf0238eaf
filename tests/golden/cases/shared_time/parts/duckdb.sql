SELECT
  coalesce(o."time.month_of_year", t."time.month_of_year") AS "time.month_of_year",
  o."o.amount" AS "o.amount",
  t."t.hours" AS "t.hours"
FROM (
  SELECT
    date_part('month', o.placed) AS "time.month_of_year",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    date_part('month', t.opened) AS "time.month_of_year",
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
  GROUP BY 1
) AS t ON o."time.month_of_year" IS NOT DISTINCT FROM t."time.month_of_year"
ORDER BY 1 NULLS LAST
