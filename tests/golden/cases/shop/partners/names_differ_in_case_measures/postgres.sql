SELECT
  coalesce(o."VALUE", l."VALUE") COLLATE "C" AS "VALUE",
  o."N" AS "N",
  o.n_2 AS n,
  o.a AS a,
  l.items AS items
FROM (
  SELECT
    o."VALUE" AS "VALUE",
    sum(o.amount) AS "N",
    sum(o.id) AS n_2,
    CAST(sum(o.amount) AS DOUBLE PRECISION) / count(o.amount) AS a
  FROM (
    SELECT DISTINCT
      l.product AS "VALUE",
      o.amount AS amount,
      o.id AS id
    FROM orders AS o
    LEFT JOIN lines AS l ON o.id = l.order_id
  ) AS o
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    l.product AS "VALUE",
    sum(l.quantity) AS items
  FROM lines AS l
  GROUP BY 1
) AS l ON ARRAY[o."VALUE"] = ARRAY[l."VALUE"]
ORDER BY 1 NULLS LAST
