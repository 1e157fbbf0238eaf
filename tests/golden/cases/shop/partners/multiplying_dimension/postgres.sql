SELECT
  o."l.product" AS "l.product",
  sum(o.amount) AS "o.revenue"
FROM (
  SELECT DISTINCT
    l.product AS "l.product",
    o.amount AS amount,
    o.id AS id
  FROM orders AS o
  LEFT JOIN lines AS l ON o.id = l.order_id
) AS o
GROUP BY 1
