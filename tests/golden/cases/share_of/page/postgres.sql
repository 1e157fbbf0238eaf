SELECT
  semaflow_page."c.country" AS "c.country",
  semaflow_page."o.revenue_share" AS "o.revenue_share",
  semaflow_page.semaflow_is_row AS semaflow_is_row,
  semaflow_total.semaflow_rows AS semaflow_rows
FROM (
  SELECT
    count(*) AS semaflow_rows
  FROM (
    SELECT
      o."c.country" AS "c.country",
      CAST(o."o.revenue_share" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share"
    FROM (
      SELECT
        c.country AS "c.country",
        sum(o.amount) AS "o.revenue_share"
      FROM orders AS o
      LEFT JOIN customers AS c ON c.id = o.customer_id
      GROUP BY 1
    ) AS o
    CROSS JOIN (
      SELECT
        sum(o.amount) AS value
      FROM orders AS o
    ) AS whole
  ) AS semaflow_all
) AS semaflow_total
LEFT JOIN (
  SELECT
    semaflow_page."c.country" AS "c.country",
    semaflow_page."o.revenue_share" AS "o.revenue_share",
    TRUE AS semaflow_is_row
  FROM (
    SELECT
      o."c.country" AS "c.country",
      CAST(o."o.revenue_share" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "o.revenue_share"
    FROM (
      SELECT
        c.country AS "c.country",
        sum(o.amount) AS "o.revenue_share"
      FROM orders AS o
      LEFT JOIN customers AS c ON c.id = o.customer_id
      GROUP BY 1
    ) AS o
    CROSS JOIN (
      SELECT
        sum(o.amount) AS value
      FROM orders AS o
    ) AS whole
  ) AS semaflow_page
  ORDER BY 2 DESC NULLS LAST, CAST(semaflow_page."c.country" AS TEXT) COLLATE "C" NULLS LAST
  LIMIT 3
) AS semaflow_page ON TRUE
ORDER BY 2 DESC NULLS LAST, CAST(semaflow_page."c.country" AS TEXT) COLLATE "C" NULLS LAST
