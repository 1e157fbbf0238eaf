SELECT
  o."o.revenue" AS "o.revenue",
  CAST(o."o.revenue" AS DOUBLE PRECISION) / nullif(o."o.revenue", 0) AS "o.revenue_share",
  CAST(o."o.median_share" AS DOUBLE PRECISION) / nullif(o."o.median_share", 0) AS "o.median_share",
  coalesce(CAST(t."none" AS DOUBLE PRECISION) / nullif(t."none", 0), FLOAT8 '-1') AS "none"
FROM (
  SELECT
    sum(o.amount) AS "o.revenue",
    percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(o.amount AS DOUBLE PRECISION)) AS "o.median_share"
  FROM orders AS o
) AS o
CROSS JOIN (
  SELECT
    sum(t.hours) FILTER (WHERE t.day > DATE '2099-01-01') AS "none"
  FROM tickets AS t
) AS t
