SELECT
  coalesce(o."c.country", w."c.country") AS "c.country",
  coalesce(o."o.order_count", 0) AS "o.order_count",
  coalesce(w."w.vote_count", 0) AS "w.vote_count"
FROM (
  SELECT
    c.country AS "c.country",
    CAST(sum(o."o.order_count") AS BIGINT) AS "o.order_count"
  FROM (
    SELECT
      o.customer_id AS customer_id,
      count(*) AS "o.order_count"
    FROM orders AS o
    GROUP BY 1
  ) AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1
) AS o
FULL JOIN (
  SELECT
    c.country AS "c.country",
    CAST(sum(w."w.vote_count") AS BIGINT) AS "w.vote_count"
  FROM (
    SELECT
      w.customer_number AS customer_number,
      count(*) AS "w.vote_count"
    FROM votes AS w
    GROUP BY 1
  ) AS w
  LEFT JOIN customers AS c ON c.number = w.customer_number
  GROUP BY 1
) AS w ON ARRAY[o."c.country"] = ARRAY[w."c.country"]
