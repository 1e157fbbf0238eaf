SELECT
  coalesce(c."p.tier", p_alone."p.tier") AS "p.tier",
  coalesce(c."c.customer_count", 0) AS "c.customer_count"
FROM (
  SELECT
    p.tier AS "p.tier",
    count(*) AS "c.customer_count"
  FROM customers AS c
  LEFT JOIN profiles AS p ON c.id = p.customer_id
  GROUP BY 1
) AS c
FULL JOIN (
  SELECT DISTINCT
    p.tier AS "p.tier"
  FROM profiles AS p
  WHERE NOT EXISTS (
      SELECT 1
      FROM customers AS c
      WHERE c.id = p.customer_id
    )
) AS p_alone ON ARRAY[CAST(c."p.tier" AS TEXT)] = ARRAY[CAST(p_alone."p.tier" AS TEXT)]
