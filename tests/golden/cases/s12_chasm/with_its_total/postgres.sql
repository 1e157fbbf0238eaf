SELECT
  answer."c.tier" COLLATE "C" AS "c.tier",
  answer."o.amount" AS "o.amount",
  answer."t.hours" AS "t.hours",
  answer.amount_per_hour AS amount_per_hour,
  answer."grouping" AS "grouping"
FROM (
  SELECT
    coalesce(o."c.tier", t."c.tier") AS "c.tier",
    o."o.amount" AS "o.amount",
    t."t.hours" AS "t.hours",
    CAST(o."o.amount" AS DOUBLE PRECISION) / nullif(t."t.hours", 0) AS amount_per_hour,
    0 AS "grouping"
  FROM (
    SELECT
      c.tier AS "c.tier",
      sum(o.amount) AS "o.amount"
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    GROUP BY 1
  ) AS o
  FULL JOIN (
    SELECT
      c.tier AS "c.tier",
      sum(t.hours) AS "t.hours"
    FROM tickets AS t
    LEFT JOIN customers AS c ON c.id = t.customer_id
    GROUP BY 1
  ) AS t ON ARRAY[o."c.tier"] = ARRAY[t."c.tier"]
  UNION ALL
  SELECT
    NULL AS "c.tier",
    o."o.amount" AS "o.amount",
    t."t.hours" AS "t.hours",
    CAST(o."o.amount" AS DOUBLE PRECISION) / nullif(t."t.hours", 0) AS amount_per_hour,
    1 AS "grouping"
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
) AS answer
ORDER BY 5, 1 NULLS LAST
