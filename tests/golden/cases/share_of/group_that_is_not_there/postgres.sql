SELECT
  coalesce(o."c.country", t."c.country") COLLATE "C" AS "c.country",
  coalesce(o."c.id", t."c.id") AS "c.id",
  o."o.revenue" AS "o.revenue",
  CAST(coalesce(t."t.filled_in_country", 5) AS DOUBLE PRECISION) / nullif(CASE WHEN whole.found IS NOT NULL THEN whole.value ELSE 5 END, 0) AS "t.filled_in_country"
FROM (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    sum(o.amount) AS "o.revenue"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1, 2
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    sum(t.hours) AS "t.filled_in_country"
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1, 2
) AS t ON ARRAY[o."c.country"] = ARRAY[t."c.country"] AND ARRAY[o."c.id"] = ARRAY[t."c.id"]
LEFT JOIN (
  SELECT
    c.country AS key_1,
    coalesce(sum(t.hours), 5) AS value,
    TRUE AS found
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1
) AS whole ON ARRAY[coalesce(o."c.country", t."c.country")] = ARRAY[whole.key_1]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
