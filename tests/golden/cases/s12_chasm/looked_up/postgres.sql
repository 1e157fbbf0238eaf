SELECT
  o."c.tier" COLLATE "C" AS "c.tier",
  o."o.amount" AS "o.amount"
FROM (
  SELECT
    c.tier AS "c.tier",
    sum(o.amount) AS "o.amount"
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1
) AS o
LEFT JOIN (
  SELECT
    c.tier AS "c.tier",
    sum(t.hours) AS value
  FROM tickets AS t
  LEFT JOIN customers AS c ON c.id = t.customer_id
  GROUP BY 1
) AS t ON ARRAY[o."c.tier"] = ARRAY[t."c.tier"]
WHERE t.value > 1
ORDER BY t.value DESC NULLS LAST, 1 NULLS LAST
