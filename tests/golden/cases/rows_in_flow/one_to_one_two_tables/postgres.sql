SELECT
  coalesce(c."c.name", p."c.name") AS "c.name",
  coalesce(c."c.customer_count", 0) AS "c.customer_count",
  coalesce(p."p.profile_count", 0) AS "p.profile_count"
FROM (
  SELECT
    c.name AS "c.name",
    count(*) AS "c.customer_count"
  FROM customers AS c
  GROUP BY 1
) AS c
FULL JOIN (
  SELECT
    c.name AS "c.name",
    count(*) AS "p.profile_count"
  FROM profiles AS p
  LEFT JOIN customers AS c ON c.id = p.customer_id
  GROUP BY 1
) AS p ON ARRAY[c."c.name"] = ARRAY[p."c.name"]
