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
  SELECT DISTINCT
    region_customer.name AS "customer.name",
    region.name AS "region.name"
  FROM regions AS region
  LEFT JOIN customers AS region_customer ON region.id = region_customer.region_id
) AS region ON ARRAY[customer."customer.name"] = ARRAY[region."customer.name"] AND ARRAY[customer."region.name"] = ARRAY[region."region.name"]
