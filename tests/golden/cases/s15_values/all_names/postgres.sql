SELECT DISTINCT
  stores.name AS "stores.name"
FROM stores AS stores
