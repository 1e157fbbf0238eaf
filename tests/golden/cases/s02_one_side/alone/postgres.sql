SELECT
  products."sales.region" AS "sales.region",
  sum(products.stock) AS "products.stock"
FROM (
  SELECT DISTINCT
    sales.region AS "sales.region",
    products.stock AS stock,
    products.id AS id
  FROM products AS products
  LEFT JOIN sales AS sales ON sales.product = products.id
) AS products
GROUP BY 1
ORDER BY products."sales.region" COLLATE "C" NULLS LAST
