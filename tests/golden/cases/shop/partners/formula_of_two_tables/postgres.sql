SELECT
  CAST(o.revenue_per_item AS DOUBLE PRECISION) / nullif(l.revenue_per_item, 0) AS revenue_per_item
FROM (
  SELECT
    sum(o.amount) AS revenue_per_item
  FROM orders AS o
) AS o
CROSS JOIN (
  SELECT
    sum(l.quantity) AS revenue_per_item
  FROM lines AS l
) AS l
