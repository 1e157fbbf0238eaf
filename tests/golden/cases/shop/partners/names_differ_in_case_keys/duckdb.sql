SELECT
  coalesce(o."K", l."K") AS "K",
  coalesce(o.k_2, l.k_2) AS k,
  coalesce(o."o.order_count", 0) AS "o.order_count",
  l."l.quantity" AS "l.quantity"
FROM (
  SELECT
    o."K" AS "K",
    o.k_2 AS k_2,
    count(*) AS "o.order_count"
  FROM (
    SELECT DISTINCT
      l.product AS "K",
      o.status AS k_2,
      o.id AS id
    FROM orders AS o
    LEFT JOIN lines AS l ON o.id = l.order_id
  ) AS o
  GROUP BY 1, 2
) AS o
FULL JOIN (
  SELECT
    l.product AS "K",
    o.status AS k_2,
    sum(l.quantity) AS "l.quantity"
  FROM lines AS l
  LEFT JOIN orders AS o ON o.id = l.order_id
  GROUP BY 1, 2
) AS l ON o."K" IS NOT DISTINCT FROM l."K" AND o.k_2 IS NOT DISTINCT FROM l.k_2
ORDER BY 1 NULLS LAST, 2 NULLS LAST
