SELECT
  o."c.country" AS "c.country",
  sum(o.amount) AS "o.revenue",
  sum(o.amount) FILTER (WHERE o.passes) AS with_lines
FROM (
  SELECT
    c.country AS "c.country",
    o.amount AS amount,
    o.id AS id,
    bool_or(CASE WHEN l.order_id IS NOT NULL THEN coalesce(l_order_count.value, 0) END = 1) AS passes
  FROM orders AS o
  LEFT JOIN customers AS c ON o.customer_id = c.id
  LEFT JOIN lines AS l ON o.id = l.order_id
  LEFT JOIN (
    SELECT
      o.key_1 AS key_1,
      count(*) AS value
    FROM (
      SELECT DISTINCT
        l.id AS key_1,
        o.id AS id
      FROM orders AS o
      LEFT JOIN lines AS l ON o.id = l.order_id
    ) AS o
    GROUP BY 1
  ) AS l_order_count ON l.id = l_order_count.key_1
  GROUP BY 1, 2, 3
) AS o
GROUP BY 1
ORDER BY o."c.country" COLLATE "C" NULLS LAST
