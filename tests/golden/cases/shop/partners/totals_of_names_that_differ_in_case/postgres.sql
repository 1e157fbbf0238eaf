SELECT
  answer."K" COLLATE "C" AS "K",
  answer.k_2 COLLATE "C" AS k,
  answer."o.order_count" AS "o.order_count",
  answer."l.quantity" AS "l.quantity",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    coalesce(o."K", l."K") AS "K",
    coalesce(o.k_2, l.k_2) AS k_2,
    coalesce(o."o.order_count", 0) AS "o.order_count",
    l."l.quantity" AS "l.quantity",
    0 AS "grouping"
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
  UNION ALL
  SELECT
    coalesce(o."K", l."K") AS "K",
    NULL AS k,
    coalesce(o."o.order_count", 0) AS "o.order_count",
    l."l.quantity" AS "l.quantity",
    1 AS "grouping"
  FROM (
    SELECT
      o."K" AS "K",
      count(*) AS "o.order_count"
    FROM (
      SELECT DISTINCT
        l.product AS "K",
        o.id AS id
      FROM orders AS o
      LEFT JOIN lines AS l ON o.id = l.order_id
    ) AS o
    GROUP BY 1
  ) AS o
  FULL JOIN (
    SELECT
      l.product AS "K",
      sum(l.quantity) AS "l.quantity"
    FROM lines AS l
    GROUP BY 1
  ) AS l ON ARRAY[o."K"] = ARRAY[l."K"]
  UNION ALL
  SELECT
    NULL AS "K",
    coalesce(o.k, l.k) AS k,
    coalesce(o."o.order_count", 0) AS "o.order_count",
    l."l.quantity" AS "l.quantity",
    2 AS "grouping"
  FROM (
    SELECT
      o.status AS k,
      count(*) AS "o.order_count"
    FROM orders AS o
    GROUP BY 1
  ) AS o
  FULL JOIN (
    SELECT
      o.status AS k,
      sum(l.quantity) AS "l.quantity"
    FROM lines AS l
    LEFT JOIN orders AS o ON o.id = l.order_id
    GROUP BY 1
  ) AS l ON ARRAY[o.k] = ARRAY[l.k]
  UNION ALL
  SELECT
    NULL AS "K",
    NULL AS k,
    o."o.order_count" AS "o.order_count",
    l."l.quantity" AS "l.quantity",
    3 AS "grouping"
  FROM (
    SELECT
      count(*) AS "o.order_count"
    FROM orders AS o
  ) AS o
  CROSS JOIN (
    SELECT
      sum(l.quantity) AS "l.quantity"
    FROM lines AS l
  ) AS l
) AS answer
ORDER BY 5, 1 NULLS LAST, 2 NULLS LAST
