SELECT
  o."c.country" AS "c.country",
  o."o.id" AS "o.id",
  CAST(CAST(o.share_in_share AS DOUBLE PRECISION) / nullif(whole_2.value, 0) AS DOUBLE PRECISION) / nullif(whole.value, 0) AS share_in_share
FROM (
  SELECT
    c.country AS "c.country",
    o.id AS "o.id",
    sum(o.amount) AS share_in_share
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  WHERE o.day < DATE '2024-02-02'
  GROUP BY 1, 2
) AS o
LEFT JOIN (
  SELECT
    o.key_1 AS key_1,
    CAST(o.value AS DOUBLE PRECISION) / nullif(whole.value, 0) AS value
  FROM (
    SELECT
      c.country AS key_1,
      sum(o.amount) AS value
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    WHERE o.day < DATE '2024-02-02'
    GROUP BY 1
  ) AS o
  CROSS JOIN (
    SELECT
      sum(o.amount) AS value
    FROM orders AS o
    WHERE o.day < DATE '2024-02-02'
  ) AS whole
) AS whole ON ARRAY[o."c.country"] = ARRAY[whole.key_1]
CROSS JOIN (
  SELECT
    sum(o.amount) AS value
  FROM orders AS o
  WHERE o.day < DATE '2024-02-02'
) AS whole_2
ORDER BY 2
