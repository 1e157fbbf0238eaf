SELECT
  c.country AS "c.country",
  CAST(sum(o."o.order_count") AS BIGINT) AS "o.order_count"
FROM (
  SELECT
    o.customer_id AS customer_id,
    count(*) AS "o.order_count",
    sum(o.amount) AS part
  FROM orders AS o
  GROUP BY 1
) AS o
LEFT JOIN customers AS c ON c.id = o.customer_id
GROUP BY 1
HAVING sum(o.part) > 1.5
ORDER BY sum(o.part) DESC NULLS LAST, c.country COLLATE "C" NULLS LAST
