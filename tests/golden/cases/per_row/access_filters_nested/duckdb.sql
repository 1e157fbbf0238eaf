SELECT DISTINCT
  c.name AS "c.name",
  c_deep_3.value AS "c.in_3"
FROM customers AS c
LEFT JOIN (
  SELECT
    c.id AS key_1,
    sum(c_deep_2.value) AS value
  FROM customers AS c
  LEFT JOIN (
    SELECT
      c.id AS key_1,
      sum(c_deep_1.value) AS value
    FROM customers AS c
    LEFT JOIN (
      SELECT
        c.id AS key_1,
        sum(coalesce(c_order_count.value, 0)) AS value
      FROM customers AS c
      LEFT JOIN (
        SELECT
          c.id AS key_1,
          count(*) AS value
        FROM orders AS o
        LEFT JOIN customers AS c ON o.customer_id = c.id
        WHERE o.status = 'paid'
        GROUP BY 1
      ) AS c_order_count ON c.id = c_order_count.key_1
      SEMI JOIN orders AS o ON o.customer_id = c.id AND o.status = 'paid'
      GROUP BY 1
    ) AS c_deep_1 ON c.id = c_deep_1.key_1
    SEMI JOIN orders AS o ON o.customer_id = c.id AND o.status = 'paid'
    GROUP BY 1
  ) AS c_deep_2 ON c.id = c_deep_2.key_1
  SEMI JOIN orders AS o ON o.customer_id = c.id AND o.status = 'paid'
  GROUP BY 1
) AS c_deep_3 ON c.id = c_deep_3.key_1
SEMI JOIN orders AS o ON o.customer_id = c.id AND o.status = 'paid'
