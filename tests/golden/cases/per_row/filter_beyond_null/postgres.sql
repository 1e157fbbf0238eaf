SELECT
  c.name AS "c.name",
  count(*) AS "c.customer_count"
FROM customers AS c
WHERE c.id IN (
    SELECT DISTINCT o.customer_id
    FROM orders AS o
    LEFT JOIN (
      SELECT
        o.id AS key_1,
        sum(l.quantity) AS value
      FROM lines AS l
      LEFT JOIN orders AS o ON o.id = l.order_id
      GROUP BY 1
    ) AS o_quantity ON o.id = o_quantity.key_1
    WHERE o_quantity.value IS NULL
  ) OR (c.id IN (
    SELECT DISTINCT o.customer_id
    FROM orders AS o
  )) IS NOT TRUE AND NULL IS NULL
GROUP BY 1
ORDER BY c.name COLLATE "C" NULLS LAST
