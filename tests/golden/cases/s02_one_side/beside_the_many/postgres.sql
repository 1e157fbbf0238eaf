SELECT
  coalesce(sales."sales.region", products."sales.region") COLLATE "C" AS "sales.region",
  sales."sales.qty" AS "sales.qty",
  products."products.stock" AS "products.stock"
FROM (
  SELECT
    sales.region AS "sales.region",
    sum(sales.qty) AS "sales.qty"
  FROM sales AS sales
  GROUP BY 1
) AS sales
FULL JOIN (
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
) AS products ON ARRAY[sales."sales.region"] = ARRAY[products."sales.region"]
ORDER BY 1 NULLS LAST
