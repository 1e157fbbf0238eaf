-- As chasm_small. Each side by its key, joined and put beside the other: 1.06 times as long; both sides
-- as rows of one table: 1.2 times.
SELECT
  c.country,
  sum(f.revenue), coalesce(sum(f.orders), 0)::BIGINT,
  coalesce(sum(f.tickets), 0)::BIGINT, sum(f.minutes)
FROM (
  SELECT customer_id, sum(amount) AS revenue, count(*) AS orders, NULL AS tickets, NULL AS minutes
  FROM orders GROUP BY 1
  UNION ALL
  SELECT customer_id, NULL, NULL, count(*), sum(minutes) FROM tickets GROUP BY 1
) AS f
LEFT JOIN customers AS c ON c.id = f.customer_id
GROUP BY 1
