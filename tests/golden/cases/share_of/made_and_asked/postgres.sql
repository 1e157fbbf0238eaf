SELECT
  o.land COLLATE "C" AS land,
  CAST(o.small AS DOUBLE PRECISION) / nullif(whole.value, 0) AS small,
  CAST(o.one AS DOUBLE PRECISION) / nullif(o.one, 0) AS one
FROM (
  SELECT
    coalesce(c.country, 'none') AS land,
    sum(o.amount) FILTER (WHERE o.amount < 60) AS small,
    sum(o.amount) AS one,
    sum(o.amount) FILTER (WHERE o.amount < 60) AS value
  FROM orders AS o
  LEFT JOIN customers AS c ON c.id = o.customer_id
  GROUP BY 1
) AS o
CROSS JOIN (
  SELECT
    sum(o.amount) FILTER (WHERE o.amount < 60) AS value
  FROM orders AS o
) AS whole
WHERE CAST(o.value AS DOUBLE PRECISION) / nullif(whole.value, 0) >= FLOAT8 '0.2'
ORDER BY 2 DESC NULLS LAST, 1
