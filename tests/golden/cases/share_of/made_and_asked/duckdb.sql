SELECT
  o.land AS land,
  o.small / nullif(whole.value, 0) AS small,
  o.one / nullif(o.one, 0) AS one
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
WHERE o.value / nullif(whole.value, 0) >= 0.2e0
ORDER BY 2 DESC NULLS LAST, 1
