SELECT
  coalesce(l."o.status", o."o.status") AS "o.status",
  l."l.units" AS "l.units",
  coalesce(o."o.order_count", 0) AS "o.order_count"
FROM (
  SELECT
    o.status AS "o.status",
    sum(l.units) AS "l.units"
  FROM lines AS l
  LEFT JOIN (orders AS o INNER JOIN customers AS c ON o.customer_id = c.id) ON o.id = l.order_id
  GROUP BY 1
) AS l
FULL JOIN (
  SELECT
    o.status AS "o.status",
    count(*) AS "o.order_count"
  FROM orders AS o
  INNER JOIN customers AS c ON o.customer_id = c.id
  GROUP BY 1
) AS o ON ARRAY[l."o.status"] = ARRAY[o."o.status"]
