SELECT DISTINCT
  customer.name AS "customer.name"
FROM customers AS customer
