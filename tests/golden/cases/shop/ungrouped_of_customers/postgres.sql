SELECT
  c.name AS "c.name",
  r.region AS "r.region"
FROM customers AS c
LEFT JOIN regions AS r ON c.country = r.country
