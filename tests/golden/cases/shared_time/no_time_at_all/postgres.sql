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
  WHERE o.placed IS NULL
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    sum(t.hours) AS "t.hours"
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  WHERE t.opened IS NULL
  GROUP BY 1
) AS t ON ARRAY[o."c.country"] = ARRAY[t."c.country"]
ORDER BY 1 NULLS LAST
