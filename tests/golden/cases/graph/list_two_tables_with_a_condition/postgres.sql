SELECT
  coalesce(customer."customer.name", region."customer.name") AS "customer.name",
  coalesce(customer."region.name", region."region.name") AS "region.name"
FROM (
  SELECT DISTINCT
    customer.name AS "customer.name",
    customer_region.name AS "region.name"
  FROM customers AS customer
  LEFT JOIN regions AS customer_region ON customer.region_id = customer_region.id
) AS customer
FULL JOIN (
  SELECT
    region."customer.name" AS "customer.name",
    region."region.name" AS "region.name",
    count(*) AS value
  FROM (
    SELECT DISTINCT
      region_customer.name AS "customer.name",
      region.name AS "region.name",
      region.id AS id
    FROM regions AS region
    LEFT JOIN customers AS region_customer ON region.id = region_customer.region_id
  ) AS region
  GROUP BY 1, 2
) AS region ON ARRAY[customer."customer.name"] = ARRAY[region."customer.name"] AND ARRAY[customer."region.name"] = ARRAY[region."region.name"]
WHERE coalesce(region.value, 0) > 0
