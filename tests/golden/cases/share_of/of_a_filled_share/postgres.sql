SELECT
  t."c.country" COLLATE "C" AS "c.country",
  t."c.id" AS "c.id",
  CAST(coalesce(CAST(t.x AS DOUBLE PRECISION) / nullif(whole_2.value, 0), 5) AS DOUBLE PRECISION) / nullif(whole.value, 0) AS x
FROM (
  SELECT
    c.country AS "c.country",
    c.id AS "c.id",
    sum(t.hours) AS x
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1, 2
) AS t
LEFT JOIN (
  SELECT
    t.key_1 AS key_1,
    coalesce(CAST(t.value AS DOUBLE PRECISION) / nullif(whole.value, 0), 5) AS value
  FROM (
    SELECT
      c.country AS key_1,
      sum(t.hours) AS value
    FROM tickets AS t
    LEFT JOIN customers AS c ON c.id = t.customer_id
    GROUP BY 1
  ) AS t
  CROSS JOIN (
    SELECT
      sum(t.hours) AS value
    FROM tickets AS t
  ) AS whole
) AS whole ON ARRAY[t."c.country"] = ARRAY[whole.key_1]
CROSS JOIN (
  SELECT
    sum(t.hours) AS value
  FROM tickets AS t
) AS whole_2
ORDER BY 2 NULLS LAST, 1 NULLS LAST
