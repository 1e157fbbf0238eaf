SELECT
  coalesce(o."time.month_of_year", t."time.month_of_year") AS "time.month_of_year",
  o."o.amount" AS "o.amount",
  t."t.hours" AS "t.hours"
FROM (
  SELECT
    CAST(date_part('month', o.placed) AS BIGINT) AS "time.month_of_year",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    CAST(date_part('month', t.opened) AS BIGINT) AS "time.month_of_year",
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
  GROUP BY 1
) AS t ON ARRAY[CAST(o."time.month_of_year" AS BIGINT)] = ARRAY[CAST(t."time.month_of_year" AS BIGINT)]
ORDER BY 1 NULLS LAST
