SELECT
  coalesce(o."K", l."K") COLLATE "C" AS "K",
  coalesce(o.k_2, l.k_2) COLLATE "C" AS k,
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
) AS l ON ARRAY[o."K"] = ARRAY[l."K"] AND ARRAY[o.k_2] = ARRAY[l.k_2]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
