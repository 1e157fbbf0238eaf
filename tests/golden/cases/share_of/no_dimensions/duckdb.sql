SELECT
  o."o.revenue" AS "o.revenue",
  o."o.revenue" / nullif(o."o.revenue", 0) AS "o.revenue_share",
  o."o.median_share" / nullif(o."o.median_share", 0) AS "o.median_share",
  coalesce(t."none" / nullif(t."none", 0), -1e0) AS "none"
FROM (
  SELECT
    sum(o.amount) AS "o.revenue",
    median(CAST(o.amount AS DOUBLE)) AS "o.median_share"
  FROM orders AS o
) AS o
CROSS JOIN (
  SELECT
    sum(t.hours) FILTER (WHERE t.day > DATE '2099-01-01') AS "none"
  FROM tickets AS t
) AS t
